package dev.lockstep.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Calls the gateway over HTTP. */
record ApiCaller(URI base, Optional<String> user) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came back. */
  record Said(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String type() {
      return response.headers().firstValue("Content-Type").orElse("");
    }

    JsonNode body() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException noJson) {
        throw new AssertionError("no JSON: " + response.body(), noJson);
      }
    }

    /** A member of the body; empty text where there is none. */
    String at(String pointer) {
      return body().at(pointer).asText();
    }
  }

  ApiCaller as(String name, String password) {
    String both = name + ":" + password;
    String encoded = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    return new ApiCaller(base, Optional.of("Basic " + encoded));
  }

  Said get(String path) {
    return send(to(path).GET());
  }

  Said delete(String path) {
    return send(to(path).DELETE());
  }

  Said post(String path) {
    return send(to(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  Said post(String path, String body) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Said prepare(String id, String commands) {
    return post("/api/v1/transactions/" + id + "/prepare", "{\"commands\": [" + commands + "]}");
  }

  HttpRequest.Builder to(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    user.ifPresent(header -> request.header("Authorization", header));
    return request;
  }

  Said send(HttpRequest.Builder request) {
    try {
      return new Said(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }
}
