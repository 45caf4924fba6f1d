package dev.lockstep.participant;

import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requested commands of the simulation. Every value contains the number of its transaction, so
 * that a move can be traced to it.
 */
final class Wishes {
  private static final Pattern MARK = Pattern.compile("(t\\d+)#|(\\d+)");

  private Wishes() {}

  /**
   * One to four commands on different devices, two of which are one machine, with values from
   * {@code first} on.
   */
  static List<PrepareRequest.Wish> some(RandomGenerator random, int first) {
    List<PrepareRequest.Wish> wishes = new ArrayList<>();
    for (String device : List.of("press", "oven", "belt", "twin")) {
      if (!wishes.isEmpty() && random.nextInt(3) == 0) {
        continue;
      }
      BigDecimal value = BigDecimal.valueOf((long) first + wishes.size());
      int stage = random.nextInt(2);
      wishes.add(
          switch (random.nextInt(6)) {
            case 5 -> new PrepareRequest.Wish(device, "SetRpm", Map.of("Rpm", value), stage);
            case 0, 1 -> new PrepareRequest.Wish(device, "SetSpeed", Map.of("Speed", value), stage);
            case 2, 3 -> new PrepareRequest.Wish(device, "Load", Map.of("Staged", value), stage);
            default -> new PrepareRequest.Wish(device, "Strike", Map.of("Recipe", value), stage);
          });
    }
    return wishes;
  }

  /**
   * Values and references carry their transaction: 3001 is the second value of t3, and so is t3#1.
   */
  static TransactionId owner(String text) {
    Matcher found = MARK.matcher(text);
    if (!found.find()) {
      throw new AssertionError("sent without a mark: " + text);
    }
    return found.group(1) != null
        ? ParticipantRig.id(found.group(1))
        : ParticipantRig.id("t" + Integer.parseInt(found.group(2)) / 1000);
  }

  static PrepareRequest request(
      TransactionId id, List<String> siblings, List<PrepareRequest.Wish> wishes) {
    Optional<String> address = Optional.of("http://coordinator/" + id);
    return new PrepareRequest(id, address, siblings, Duration.ofSeconds(10), false, wishes);
  }
}
