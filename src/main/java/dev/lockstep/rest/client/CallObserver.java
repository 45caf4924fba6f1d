package dev.lockstep.rest.client;

import java.net.URI;
import java.util.Map;

/** Observer of the calls to peers, and what it sends with them. Thread-safe; must not block. */
@FunctionalInterface
public interface CallObserver {
  /** Observes nothing, and sends nothing. */
  CallObserver NONE = (method, peer, path) -> ObservedCall.NONE;

  /**
   * A call is made. Called on the thread that makes it, before it waits for its turn.
   *
   * @param method of HTTP
   * @param peer scheme, host and port, and what of the path is the peer's
   * @param path behind that
   */
  ObservedCall made(String method, URI peer, String path);

  /** One call. Of its two ends one comes, once, on any thread. */
  interface ObservedCall {
    /** A call that is not observed. */
    ObservedCall NONE =
        new ObservedCall() {
          @Override
          public Map<String, String> headers() {
            return Map.of();
          }

          @Override
          public void answered(int status) {}

          @Override
          public void unanswered(String detail) {}
        };

    /** Headers that go with it. */
    Map<String, String> headers();

    /** The peer answered with this status of HTTP. */
    void answered(int status);

    /** No answer came that can be used; whether the call arrived is not known. */
    void unanswered(String detail);
  }
}
