package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An application that plays a TCC transaction as a client of DTM does. */
final class DtmApplication implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final DtmServer dtm;

  DtmApplication(DtmServer dtm) {
    this.dtm = dtm;
  }

  void begin(String gid) throws Exception {
    tell("prepare", Map.of("gid", gid, "trans_type", "tcc"));
  }

  void submit(String gid) throws Exception {
    tell("submit", Map.of("gid", gid, "trans_type", "tcc"));
  }

  void abort(String gid) throws Exception {
    tell("abort", Map.of("gid", gid, "trans_type", "tcc"));
  }

  void forceStop(String gid) throws Exception {
    tell("forceStop", Map.of("gid", gid));
  }

  /** Registers a branch, for which there is no try yet. */
  void register(String gid, String branch, String address, String data) throws Exception {
    tell(
        "registerBranch",
        Map.of(
            "gid", gid,
            "trans_type", "tcc",
            "branch_id", branch,
            "data", data,
            "confirm", address,
            "cancel", address));
  }

  private void tell(String act, Map<String, String> body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(dtm.address() + "/" + act))
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("SUCCESS");
  }

  /** The answer of a branch that is called as DTM's clients call its try. */
  HttpResponse<String> attempt(String gid, String branch, String address, String data)
      throws Exception {
    return called(gid, branch, "try", address, data);
  }

  /** Registers a branch, and calls its try. */
  HttpResponse<String> branch(String gid, String branch, String address, String data)
      throws Exception {
    register(gid, branch, address, data);
    return attempt(gid, branch, address, data);
  }

  /** The answer of a branch to any of its calls. */
  HttpResponse<String> called(String gid, String branch, String op, String address, String data)
      throws Exception {
    String server = URLEncoder.encode(dtm.address(), StandardCharsets.UTF_8);
    URI uri =
        URI.create(
            "%s?dtm=%s&gid=%s&branch_id=%s&trans_type=tcc&op=%s"
                .formatted(address, server, gid, branch, op));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(data))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** The answer to a GET as a page in a browser can send it: without a content type. */
  HttpResponse<String> asPage(String gid, String branch, String op, String address)
      throws Exception {
    URI uri =
        URI.create(
            "%s?gid=%s&branch_id=%s&trans_type=tcc&op=%s".formatted(address, gid, branch, op));
    return client.send(HttpRequest.newBuilder(uri).GET().build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}
