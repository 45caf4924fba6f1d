package dev.lockstep.rest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Paging parameters of a list: {@code state}, {@code limit} and {@code after}. Thread-safe.
 *
 * @param <S> the states that its rows may have
 */
final class PageRequest<S extends Enum<S>> {
  private static final int LIMIT_USUAL = 50;

  private final String path;
  private final List<S> states;
  private final int limitMax;

  /**
   * @param path of the list
   * @param states what may be asked for
   * @param limitMax rows of one page
   */
  PageRequest(String path, List<S> states, int limitMax) {
    this.path = path;
    this.states = states;
    this.limitMax = limitMax;
  }

  /**
   * One page.
   *
   * @param state only these, where it is given
   * @param after behind this id; empty for the first page
   */
  record Parameters<S>(Optional<S> state, int limit, String after) {}

  /**
   * Reads the parameters.
   *
   * @throws RequestRefusedException MALFORMED or INVALID_ID
   */
  Parameters<S> asked(@Nullable String state, @Nullable String limit, @Nullable String after) {
    return new Parameters<>(
        Optional.ofNullable(state).map(this::state),
        Optional.ofNullable(limit).map(this::limit).orElse(Math.min(LIMIT_USUAL, limitMax)),
        Optional.ofNullable(after).map(id -> RequestParser.id(id).value()).orElse(""));
  }

  private S state(String text) {
    String wanted = text.toUpperCase(Locale.ROOT);
    return states.stream()
        .filter(each -> each.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> RequestRefusedException.parameter("state", "one of " + states + " was expected"));
  }

  private int limit(String text) {
    String expected = "a whole number from 1 to %d was expected".formatted(limitMax);
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= limitMax) {
        return limit;
      }
    } catch (NumberFormatException wrong) {
      throw RequestRefusedException.parameter("limit", expected);
    }
    throw RequestRefusedException.parameter("limit", expected);
  }

  /** The call for what follows this id. */
  String next(Parameters<S> parameters, String after) {
    // No encoding: what an id or a state may be made of is what a query may be made of.
    String filter = parameters.state().map(only -> "&state=" + only.name()).orElse("");
    return "%s?limit=%d&after=%s%s".formatted(path, parameters.limit(), after, filter);
  }
}
