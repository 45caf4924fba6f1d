import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.undertow.Undertow;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.jbossts.star.util.TxStatus;
import org.jboss.narayana.rest.integration.HeuristicMapper;
import org.jboss.narayana.rest.integration.ParticipantInformation;
import org.jboss.narayana.rest.integration.ParticipantResource;
import org.jboss.narayana.rest.integration.ParticipantsContainer;
import org.jboss.narayana.rest.integration.api.Participant;
import org.jboss.narayana.rest.integration.api.ParticipantDeserializer;
import org.jboss.narayana.rest.integration.api.ParticipantsManagerFactory;
import org.jboss.narayana.rest.integration.api.PersistableParticipant;
import org.jboss.narayana.rest.integration.api.Prepared;
import org.jboss.narayana.rest.integration.api.Vote;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;

/**
 * Narayana's own library for REST-AT participants, as an application in WildFly has it, around a
 * machine that answers at once; in a JVM of its own: {@code java -cp 'target/narayana/*'
 * RestAtParticipant.java PORT STORE}. STORE is the folder of its log.
 *
 * <p>{@code POST /job?transaction=ADDRESS} enlists in a transaction of a coordinator. {@code POST
 * /job/ID/prepare} enlists nowhere and prepares at once, so that the participant alone can be
 * measured: the caller is the coordinator, and goes on with {@code PUT /rest-at-participant/ID}.
 */
final class RestAtParticipant {
  /** With the 16 that there are on two cores, 64 enlistments at a time wait for each other. */
  private static final int WORKERS = 256;

  private RestAtParticipant() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    String store = java.nio.file.Path.of(args[1]).toAbsolutePath().toString();
    BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class).setObjectStoreDir(store);
    for (String other : new String[] {"stateStore", "communicationStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, other)
          .setObjectStoreDir(store);
    }
    BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("line");
    var participants = ParticipantsManagerFactory.getInstance();
    participants.setBaseUrl("http://127.0.0.1:" + port);
    participants.registerDeserializer("bench", new Drives());
    UndertowJaxrsServer server = new UndertowJaxrsServer();
    server.deploy(new Line(), "/");
    server.start(Undertow.builder().addHttpListener(port, "127.0.0.1").setWorkerThreads(WORKERS));
    System.out.println("listening on " + port);
  }

  public static final class Line extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(ParticipantResource.class, HeuristicMapper.class, Work.class);
    }
  }

  /** What an application does with the library. */
  @Path("job")
  public static final class Work {
    private static final Map<Integer, Integer> SPEEDS = new ConcurrentHashMap<>();

    @POST
    public Response enlist(
        @QueryParam("transaction") String transaction,
        @QueryParam("drive") int drive,
        @QueryParam("speed") int speed) {
      ParticipantsManagerFactory.getInstance()
          .enlist("bench", transaction, new Drive(drive, speed));
      return Response.status(201).entity("").build();
    }

    @POST
    @Path("{id}/prepare")
    public Response prepare(
        @PathParam("id") String id,
        @QueryParam("drive") int drive,
        @QueryParam("speed") int speed)
        throws Exception {
      // The library names what it keeps by its own kind of id.
      String uid = new Uid().toString();
      ParticipantInformation known =
          new ParticipantInformation(
              uid, "bench", "http://127.0.0.1/" + id, new Drive(drive, speed));
      known.setStatus(TxStatus.TransactionActive.name());
      ParticipantsContainer.getInstance().addParticipantInformation(uid, known);
      Response voted =
          new ParticipantResource().terminate(uid, "txstatus=TransactionPrepared");
      return Response.fromResponse(voted).header("Location", "/rest-at-participant/" + uid).build();
    }
  }

  /** The machine: does at once what it is told, in memory. */
  private record Drive(int number, int speed) implements Participant, PersistableParticipant {
    @Override
    public Vote prepare() {
      return new Prepared();
    }

    @Override
    public void commit() {
      Work.SPEEDS.put(number, speed);
    }

    @Override
    public void commitOnePhase() {
      commit();
    }

    @Override
    public void rollback() {}

    @Override
    public byte[] getRecoveryState() {
      return (number + "=" + speed).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static final class Drives implements ParticipantDeserializer {
    @Override
    public Participant deserialize(ObjectInputStream stream) {
      throw new IllegalStateException("none is kept that way");
    }

    @Override
    public Participant recreate(byte[] state) {
      String[] parts = new String(state, StandardCharsets.US_ASCII).split("=", -1);
      return new Drive(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
  }
}
