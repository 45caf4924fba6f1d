package dev.lockstep.fleet;

import dev.lockstep.app.HostedGateway;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A process with many gateways. Its argument is a folder, with {@code host.properties}: {@code
 * ports} (one for each gateway), {@code first} (number of the first gateway) and keys {@code
 * lockstep.*}, which all its gateways have. It answers questions that come line by line on standard
 * input ({@link GatewayHostProcess}) and ends with its input.
 */
final class GatewayHost {
  static final String READY = "ready";
  private static final int OPENED_AT_ONCE = 4;

  private final List<HostedGateway> gateways;
  private final int first;
  private final BufferedReader questions =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final PrintStream answers;

  private GatewayHost(List<HostedGateway> gateways, int first, PrintStream answers) {
    this.gateways = gateways;
    this.first = first;
    this.answers = answers;
  }

  /** Takes the folder. */
  public static void main(String... arguments) {
    try {
      run(arguments);
      // Nothing is left to be said; the journals are made to be found like this.
      Runtime.getRuntime().halt(0);
    } catch (Exception failed) { // of whatever kind: a half of a fleet must not stay
      failed.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(String... arguments)
      throws IOException, ExecutionException, InterruptedException {
    PrintStream answers = System.out;
    // What a library prints must not be taken for an answer.
    System.setOut(System.err);
    Logger.getLogger("").setLevel(Level.WARNING);
    Path folder = Path.of(arguments[0]);
    Properties keys = new Properties();
    try (FileInputStream file = new FileInputStream(folder.resolve("host.properties").toFile())) {
      keys.load(file);
    }
    int first = Integer.parseInt(keys.getProperty("first", ""));
    new GatewayHost(opened(folder, keys, first), first, answers).serve();
  }

  private static List<HostedGateway> opened(Path folder, Properties keys, int first)
      throws IOException, ExecutionException, InterruptedException {
    HostedGateway.Shared shared =
        new HostedGateway.Shared(
            vertx(),
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(2))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build());
    String[] ports = keys.getProperty("ports", "").split(",", -1);
    List<Future<HostedGateway>> opening = new ArrayList<>();
    try (ExecutorService openers = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
      for (int each = 0; each < ports.length; each++) {
        String name = "gateway-" + (first + each);
        Path home = Files.createDirectories(folder.resolve(name));
        int port = Integer.parseInt(ports[each]);
        Map<String, String> own = new HashMap<>();
        keys.stringPropertyNames().stream()
            .filter(key -> key.startsWith("lockstep."))
            .forEach(key -> own.put(key, keys.getProperty(key, "")));
        own.put("lockstep.gateway.name", name);
        own.put("lockstep.journal.path", home.resolve("journal.db").toString());
        own.put("lockstep.opcua.pki", home.resolve("pki").toString());
        opening.add(openers.submit(() -> HostedGateway.open(own, shared, port)));
      }
    }
    List<HostedGateway> gateways = new ArrayList<>();
    for (Future<HostedGateway> each : opening) {
      gateways.add(each.get());
    }
    return gateways;
  }

  /** A packaged gateway's sockets ask its CDI container for a limit; there is none here. */
  private static Vertx vertx() {
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(2);
    return new VertxBuilder(options).init().findTransport(new JDKTransport()).vertx();
  }

  private void serve() throws IOException {
    answers.println(READY);
    answers.flush();
    String question = questions.readLine();
    while (question != null) {
      String[] words = question.split(" ", -1);
      switch (words[0]) {
        case "live" -> answers.println(live());
        case "journals" -> answers.println(journals());
        case "outcomes" -> outcomes(Integer.parseInt(words[1]));
        case "machines" -> machines(Integer.parseInt(words[1]));
        default -> throw new IllegalArgumentException("no such question: " + question);
      }
      answers.flush();
      question = questions.readLine();
    }
  }

  private long live() {
    return gateways.stream().mapToLong(each -> each.participant().live().size()).sum();
  }

  /** Appends, fsyncs, and the longest that an append waited, in milliseconds. */
  private String journals() {
    long appends = gateways.stream().mapToLong(each -> each.meter().appends()).sum();
    long fsyncs = gateways.stream().mapToLong(each -> each.meter().fsyncs()).sum();
    long longest =
        gateways.stream().mapToLong(each -> each.meter().waitMax().toMillis()).max().orElse(0);
    return "%d %d %d".formatted(appends, fsyncs, longest);
  }

  /** So many lines with gateway and id follow, and each is answered with a line. */
  private void outcomes(int count) throws IOException {
    for (int each = 0; each < count; each++) {
      String line = questions.readLine();
      if (line == null) {
        return;
      }
      String[] asked = line.split(" ", -1);
      HostedGateway gateway = gateways.get(Integer.parseInt(asked[0]) - first);
      answers.println(outcome(gateway, new TransactionId(asked[1])));
    }
  }

  private static String outcome(HostedGateway gateway, TransactionId id) {
    try {
      State state = gateway.participant().state(id);
      return switch (state) {
        case State.Ended ended -> ended.outcome().map(Enum::name).orElse("READ_ONLY");
        case State.Absent absent -> OutcomeComparison.ABSENT;
        case State.Preparing preparing -> open(state);
        case State.Prepared prepared -> open(state);
        case State.Committing committing -> open(state);
        case State.RollingBack rollingBack -> open(state);
      };
    } catch (JournalUnavailableException unreadable) {
      return OutcomeComparison.OPEN + "UNREADABLE";
    }
  }

  private static String open(State state) {
    return OutcomeComparison.OPEN + state.name();
  }

  /** A line for each gateway: the speeds of its drives, so many. */
  private void machines(int drives) {
    for (HostedGateway each : gateways) {
      StringBuilder line = new StringBuilder();
      for (int drive = 0; drive < drives; drive++) {
        line.append(drive == 0 ? "" : " ").append(each.shown("drive-" + drive, "Speed"));
      }
      answers.println(line);
    }
  }
}
