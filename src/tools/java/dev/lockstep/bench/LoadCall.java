package dev.lockstep.bench;

/**
 * A request as a client sends it.
 *
 * @param server which of the contender's, from 0
 * @param path with the query, where there is one
 * @param type of the body
 */
record LoadCall(int server, String method, String path, String type, String body) {
  private static final String JSON = "application/json";

  static LoadCall post(int server, String path, String json) {
    return new LoadCall(server, "POST", path, JSON, json);
  }
}
