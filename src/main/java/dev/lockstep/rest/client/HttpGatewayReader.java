package dev.lockstep.rest.client;

import dev.lockstep.rest.ApiPaths;
import dev.lockstep.rest.GatewayReader;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.client.AsyncHttpCaller.Call;
import dev.lockstep.rest.client.HttpCaller.HttpAnswer;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** HTTP client that reads what gateways show of themselves, with the coordinator's credentials. */
public final class HttpGatewayReader implements GatewayReader {
  /** Requests to one gateway that are under way. */
  public static final int UNDER_WAY = 2;

  /** Of the description of a device that are read: some thousand commands. */
  private static final int ANSWER_BYTES_MAX = 1 << 20;

  private final AsyncHttpCaller http;

  /**
   * @param connections with what the gateways ask of their callers: TLS, credentials
   */
  public HttpGatewayReader(AsyncHttpCaller.Connections connections) {
    this.http =
        new AsyncHttpCaller(connections, new AsyncHttpCaller.Limits(UNDER_WAY, ANSWER_BYTES_MAX));
  }

  @Override
  public CompletionStage<Description> device(URI gateway, String device, Duration within) {
    String name = URLEncoder.encode(device, StandardCharsets.UTF_8).replace("+", "%20");
    return http.call(Call.get(gateway, ApiPaths.DEVICES + name), within)
        .handle(
            (answer, fault) ->
                switch (fault) {
                  case null -> description(answer);
                  case NoAnswerException none -> new Description.Unsaid(none.detail());
                  default -> throw new CompletionException(fault);
                });
  }

  private static Description description(HttpAnswer answer) {
    if (answer.status() == 200 && answer.body().path("commands").isArray()) {
      return new Description.Known(answer.body());
    }
    return answer.status() == 404 && answer.is(ProblemType.UNKNOWN_DEVICE)
        ? new Description.Unknown(answer.summary())
        : new Description.Unsaid(answer.summary());
  }
}
