package dev.lockstep.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** The page on plans, as a test plays it, and what comes back, in short. */
final class PlanPage {
  private static final Path PAGE = Path.of("src/site/markdown/plans.md");
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanPage() {}

  /** The fenced block behind this comment of the page. */
  static String block(String name) throws IOException {
    String page = Files.readString(PAGE);
    String behind = page.substring(page.indexOf("<!-- " + name + " -->"));
    String fenced = behind.substring(behind.indexOf("```"));
    return fenced.substring(fenced.indexOf('\n') + 1, fenced.indexOf("\n```") + 1);
  }

  /** The page's call, under another id: the decision log remembers. */
  static ObjectNode call(String id) throws IOException {
    return ((ObjectNode) JSON.readTree(block("call"))).put("id", id);
  }

  /** Path and message of each fault or warning. */
  static List<String> messages(ApiCaller.Said said, String list) {
    return StreamSupport.stream(said.body().path(list).spliterator(), false)
        .map(each -> each.path("path").asText() + ": " + each.path("message").asText())
        .toList();
  }

  /** Vote and outcome of each gateway in a dry run. */
  static List<String> votes(ApiCaller.Said said) {
    return StreamSupport.stream(said.body().path("votes").spliterator(), false)
        .map(each -> each.path("vote").asText() + " " + each.path("outcome").asText())
        .toList();
  }
}
