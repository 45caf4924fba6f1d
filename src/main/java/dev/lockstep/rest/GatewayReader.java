package dev.lockstep.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The way to what other gateways show of themselves. Thread-safe; no call blocks, and each is
 * answered within its time.
 */
public interface GatewayReader {

  /** What a gateway says of one of its devices, as {@code GET /api/v1/devices/{name}} does. */
  CompletionStage<Description> device(URI gateway, String device, Duration within);

  /** The answer. */
  sealed interface Description {
    /** It has such a device. */
    record Known(JsonNode body) implements Description {}

    /** It is a gateway, and has no such device. */
    record Unknown(String detail) implements Description {}

    /** It did not say; one sentence why. */
    record Unsaid(String detail) implements Description {}
  }
}
