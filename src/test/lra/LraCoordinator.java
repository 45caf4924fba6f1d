import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.narayana.lra.coordinator.api.Coordinator;
import io.narayana.lra.coordinator.api.CoordinatorContainerFilter;
import io.undertow.Undertow;
import jakarta.ws.rs.core.Application;
import java.nio.file.Path;
import java.util.Set;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;

/**
 * A real Narayana LRA coordinator in a JVM of its own: {@code java -cp 'target/lra/*'
 * LraCoordinator.java PORT STORE PERIOD BACKOFF}. Its RESTEasy must not meet Quarkus', so this is
 * no test class: it is run from its source.
 *
 * <p>STORE is the folder of its log; PERIOD and BACKOFF are seconds: between two passes of
 * recovery, and between the two looks of one pass.
 */
final class LraCoordinator {
  /** Each call to a participant holds one, and so does each call that it makes in turn. */
  private static final int WORKERS = 64;

  private LraCoordinator() {}

  /** The coordinator's resources, which a server with CDI would find by itself. */
  public static final class Resources extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Coordinator.class, CoordinatorContainerFilter.class);
    }
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    String store = Path.of(args[1]).toAbsolutePath().toString();
    BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class).setObjectStoreDir(store);
    for (String other : new String[] {"stateStore", "communicationStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, other)
          .setObjectStoreDir(store);
    }
    BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("plant");
    RecoveryEnvironmentBean recovery =
        BeanPopulator.getDefaultInstance(RecoveryEnvironmentBean.class);
    recovery.setPeriodicRecoveryPeriod(Integer.parseInt(args[2]));
    recovery.setRecoveryBackoffPeriod(Integer.parseInt(args[3]));
    recovery.setRecoveryListener(false);
    RecoveryManager.manager(RecoveryManager.INDIRECT_MANAGEMENT).initialize();

    UndertowJaxrsServer server = new UndertowJaxrsServer();
    server.deploy(new Resources(), "/");
    server.start(Undertow.builder().addHttpListener(port, "127.0.0.1").setWorkerThreads(WORKERS));
    RecoveryManager.manager().startRecoveryManagerThread();
    System.out.println("listening on " + port);
  }
}
