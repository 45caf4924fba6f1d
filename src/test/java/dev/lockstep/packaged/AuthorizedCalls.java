package dev.lockstep.packaged;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Calls of one gateway, each with what it says of its caller.
 *
 * @param client with a certificate, or without
 * @param gateway its address
 */
record AuthorizedCalls(HttpClient client, URI gateway) {
  /** What a caller says of itself who has a token. */
  static String bearer(String token) {
    return "Bearer " + token;
  }

  /**
   * Reads.
   *
   * @param authorization of the header; empty: there is none
   */
  HttpResponse<String> get(String path, String authorization)
      throws IOException, InterruptedException {
    return send(to(path, authorization));
  }

  HttpResponse<String> bearer(String path, String token) throws IOException, InterruptedException {
    return get(path, bearer(token));
  }

  /** Posts JSON; as {@link #get}. */
  HttpResponse<String> post(String path, String authorization, String body)
      throws IOException, InterruptedException {
    return send(
        to(path, authorization)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder to(String path, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve(path)).timeout(Duration.ofSeconds(30));
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
