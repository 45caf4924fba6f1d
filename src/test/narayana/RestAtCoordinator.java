import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.undertow.Undertow;
import java.nio.file.Path;
import org.jboss.jbossts.star.service.TMApplication;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;

/**
 * A real Narayana REST-AT coordinator, as WildFly runs it, in a JVM of its own: {@code java -cp
 * 'target/narayana/*' RestAtCoordinator.java PORT STORE PERIOD BACKOFF WHEN}. Its RESTEasy must not meet
 * Quarkus', so this is no test class: it is run from its source.
 *
 * <p>STORE is the folder of its log; PERIOD and BACKOFF are seconds: between two passes of
 * recovery, and between the two looks of one pass. A PERIOD of 0: no recovery. WHEN is {@code now},
 * or {@code told}: the server listens, and the coordinator is deployed when a byte comes in.
 */
final class RestAtCoordinator {
  private static final String ROOT = "/rest-at-coordinator";

  /** Each call to a participant holds one, and so does each call that it makes in turn. */
  private static final int WORKERS = 256;

  private RestAtCoordinator() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    String store = Path.of(args[1]).toAbsolutePath().toString();
    BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class).setObjectStoreDir(store);
    for (String other : new String[] {"stateStore", "communicationStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, other)
          .setObjectStoreDir(store);
    }
    BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("plant");
    int period = Integer.parseInt(args[2]);

    // Makes REST-AT's kind of record known. A recovery that runs before that cannot read the log.
    TMApplication application = new TMApplication();
    UndertowJaxrsServer server = new UndertowJaxrsServer();
    boolean told = args[4].equals("told");
    if (!told) {
      server.deploy(application, ROOT);
    }
    server.start(Undertow.builder().addHttpListener(port, "127.0.0.1").setWorkerThreads(WORKERS));
    System.out.println("listening on " + port);
    if (told) {
      if (System.in.read() < 0) {
        throw new IllegalStateException("whoever should say when has gone");
      }
      server.deploy(application, ROOT);
    }
    if (period > 0) {
      RecoveryEnvironmentBean recovery =
          BeanPopulator.getDefaultInstance(RecoveryEnvironmentBean.class);
      recovery.setPeriodicRecoveryPeriod(period);
      recovery.setRecoveryBackoffPeriod(Integer.parseInt(args[3]));
      recovery.setRecoveryListener(false);
      RecoveryManager.manager(RecoveryManager.INDIRECT_MANAGEMENT).initialize();
      RecoveryManager.manager().startRecoveryManagerThread();
    }
    System.out.println("deployed");
  }
}
