package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import dev.lockstep.NpmPackages;
import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Prism between a caller and a gateway: it holds each request and each answer against the gateway's
 * own OpenAPI document, and answers in its stead where they do not fit.
 */
final class PrismProxy implements AutoCloseable {
  private static final Path MODEL = Path.of("src/test/api-checks");
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

  /** Prism's own header: what of a request or an answer does not fit. */
  static final String VIOLATIONS = "sl-violations";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final URI base;

  private PrismProxy(Process process, URI base) {
    this.process = process;
    this.base = base;
  }

  /**
   * Running, in front of this gateway.
   *
   * @param document the OpenAPI document
   * @param folder for its log
   */
  static PrismProxy start(String gateway, Path document, Path folder) throws Exception {
    Path home = NpmPackages.install(MODEL, "the contract of the API through prism");
    int port = FreePorts.find(1).getFirst();
    Path log = folder.resolve("prism.log");
    Process process =
        new ProcessBuilder(
                "node",
                "node_modules/@stoplight/prism-cli/dist/index.js",
                "proxy",
                document.toAbsolutePath().toString(),
                gateway,
                "--errors",
                "--host=127.0.0.1",
                "--port=" + port)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PrismProxy proxy = new PrismProxy(process, URI.create("http://127.0.0.1:" + port));
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    boolean running = false;
    try {
      await()
          .atMost(STARTS_WITHIN)
          .failFast(() -> !process.isAlive())
          .until(() -> Files.readString(log).contains("Prism is listening"));
      running = true;
      return proxy;
    } finally {
      if (!running) {
        proxy.close();
      }
    }
  }

  /** Sends this request to this path, through the proxy. */
  HttpResponse<String> send(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    return client.send(request.uri(base.resolve(path)).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(10, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly())
        .join();
    client.shutdownNow();
  }
}
