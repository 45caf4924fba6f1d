package dev.lockstep.app.start;

import dev.lockstep.app.Gateway;
import dev.lockstep.app.Reign;
import dev.lockstep.app.StartupResources;
import dev.lockstep.app.SystemTime;
import dev.lockstep.app.config.Settings;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OutcomeWitness;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Folder in which the {@link AotTraining} runs, with simulated devices and a journal that holds
 * transactions in doubt, because a start after a power cut is the one that must be quick. Ends the
 * process.
 */
final class AotTrainingFolder {
  /** Hidden option of bin/warm-up; the folder follows. */
  static final String OPTION = "--rehearse";

  private static final String MACHINES =
      """
      name: rehearsal-drive
      deviceResources:
        - name: Speed
          properties: { valueType: Int32, readWrite: RW, minimum: 0, maximum: 1000000 }
      deviceCommands:
        - name: SetSpeed
          readWrite: RW
          resourceOperations:
            - { deviceResource: Speed }
      """;
  private static final String DEVICE =
      "  - { name: drive-%d, profileName: rehearsal-drive, protocols: { simulated: { } } }\n";
  private static final int DOUBTS = 200;
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);

  private final URI gateway;

  private AotTrainingFolder(URI gateway) {
    this.gateway = gateway;
  }

  /** Makes the folder and runs the training in it. */
  static void run(Path folder) throws IOException {
    Thread.ofPlatform().daemon().start(AotTrainingFolder::haltLate);
    AotTrainingFolder training =
        new AotTrainingFolder(URI.create("http://127.0.0.1:" + freePort()));
    training.configure(folder);
    training.leaveTransactionsInDoubt();
    AotTraining run = new AotTraining(training.gateway);
    Thread.ofPlatform().daemon().start(() -> Quarkus.asyncExit(run.run()));
    Lockstep.runGateway();
  }

  private void configure(Path folder) throws IOException {
    Path catalog = Files.createDirectories(folder.resolve("catalog"));
    Files.writeString(catalog.resolve("machines.yaml"), MACHINES);
    String devices =
        IntStream.rangeClosed(0, DOUBTS)
            .mapToObj(DEVICE::formatted)
            .collect(Collectors.joining("", "deviceList:\n", ""));
    Files.writeString(catalog.resolve("devices.yaml"), devices);
    System.setProperty("quarkus.http.port", Integer.toString(gateway.getPort()));
    System.setProperty("lockstep.journal.path", folder.resolve("journal.db").toString());
    System.setProperty("lockstep.journal.reserve", "1M");
    System.setProperty("lockstep.opcua.pki", folder.resolve("pki").toString());
    System.setProperty("lockstep.catalog.profiles", catalog.toString());
    System.setProperty("lockstep.catalog.devices", catalog.resolve("devices.yaml").toString());
    System.setProperty("lockstep.coordinators.allowed", gateway.toString());
    System.setProperty("lockstep.coordinator.enabled", "true");
    System.setProperty("lockstep.coordinator.path", folder.resolve("decisions.db").toString());
  }

  /** Leaves what a power cut leaves: votes whose coordinator, the gateway itself, is silent. */
  private void leaveTransactionsInDoubt() {
    Settings settings = EarlyStart.configured();
    SystemTime time = new SystemTime();
    Word silence = new Word.Silence("rehearsed");
    Gateway.Collaborators collaborators =
        new Gateway.Collaborators(
            time,
            (address, id) -> silence,
            (address, id, voted) -> silence,
            OutcomeWitness.NONE,
            (a, b, c) -> {},
            DeviceLinks.Metering.NONE);
    try (Gateway life =
        Gateway.open(settings, StartupResources.open(settings, time, Reign.ALONE), collaborators)) {
      for (int each = 1; each <= DOUBTS; each++) {
        life.participant().prepare(doubt(each), Requester.NONE);
      }
    } catch (JournalUnavailableException | OverloadedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private PrepareRequest doubt(int each) {
    Map<String, Object> arguments = Map.of("Speed", BigDecimal.valueOf(each));
    return new PrepareRequest(
        new TransactionId("doubt-" + each),
        Optional.of(gateway + "/api/v1/coordinations/doubt-" + each),
        List.of(),
        Duration.ofSeconds(10),
        false,
        List.of(new PrepareRequest.Wish("drive-" + each, "SetSpeed", arguments, 0)));
  }

  /** Ends the process in any case: its parent may be gone. */
  private static void haltLate() {
    try {
      TimeUnit.MILLISECONDS.sleep(ENDS_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
