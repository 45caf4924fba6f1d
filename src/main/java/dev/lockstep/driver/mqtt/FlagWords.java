package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * A device's words for true and false: the attributes {@code trueWord} and {@code falseWord}.
 *
 * @param own the device's own words; where empty, true and false, and for reading 1 and 0 as well
 */
record FlagWords(Optional<Pair> own) {
  static final FlagWords NONE = new FlagWords(Optional.empty());

  /** The two words, as JSON values. */
  record Pair(JsonNode on, JsonNode off) {
    boolean differ() {
      return !same(on.asText(), off.asText());
    }
  }

  static FlagWords of(JsonNode on, JsonNode off) {
    return new FlagWords(Optional.of(new Pair(on, off)));
  }

  JsonNode json(boolean flag) {
    return own.map(words -> flag ? words.on() : words.off())
        .orElseGet(() -> JsonNodeFactory.instance.booleanNode(flag));
  }

  String text(boolean flag) {
    return json(flag).asText();
  }

  /**
   * The boolean of a word, in any letter case.
   *
   * @throws MalformedPayloadException where it is neither of the two words
   */
  boolean read(String word) throws MalformedPayloadException {
    if (own.isPresent()) {
      return own(own.get(), word);
    }
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw new MalformedPayloadException(
              "found \"%s\"; true or false would be right, or trueWord and falseWord in the resource's attributes"
                  .formatted(ErrorText.brief(word)));
    };
  }

  private static boolean own(Pair words, String word) throws MalformedPayloadException {
    if (same(words.on().asText(), word)) {
      return true;
    }
    if (same(words.off().asText(), word)) {
      return false;
    }
    throw new MalformedPayloadException(
        "found \"%s\"; \"%s\" or \"%s\" would be right"
            .formatted(ErrorText.brief(word), words.on().asText(), words.off().asText()));
  }

  private static boolean same(String one, String other) {
    return one.strip().toLowerCase(Locale.ROOT).equals(other.strip().toLowerCase(Locale.ROOT));
  }
}
