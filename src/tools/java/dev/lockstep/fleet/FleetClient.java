package dev.lockstep.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A client of the coordinators: one coordination after the other, each over gateways that are drawn
 * at random. Where an answer breaks off it sends the same request again, with the same id, until it
 * is told how it ended. For one thread.
 */
final class FleetClient {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final String COORDINATIONS = "/api/v1/coordinations";

  private final FleetPlant plant;
  private final Span span;
  private final Numbers numbers;
  private final SplittableRandom random;
  private final List<FleetTransaction> transactions = new ArrayList<>();
  private final List<String> strange = new ArrayList<>();

  /**
   * How many gateways a coordination has.
   *
   * @param least of them
   * @param most of them
   */
  record Span(int least, int most) {}

  /**
   * Whose numbers these are.
   *
   * @param first number that the client gives
   * @param step to the next
   * @param drive its machine at each gateway
   */
  record Numbers(long first, long step, int drive) {}

  FleetClient(FleetPlant plant, Span span, Numbers numbers, SplittableRandom random) {
    this.plant = plant;
    this.span = span;
    this.numbers = numbers;
    this.random = random;
  }

  /** Works as long as this says so; what was begun is waited for. */
  void work(BooleanSupplier goOn) {
    long number = numbers.first();
    while (goOn.getAsBoolean()) {
      add(end(FleetTransaction.begun(number, drawn(), numbers.drive())));
      number += numbers.step();
    }
  }

  private synchronized void add(FleetTransaction transaction) {
    transactions.add(transaction);
  }

  /** Those that are over. May be called from any thread. */
  synchronized List<FleetTransaction> transactions() {
    return List.copyOf(transactions);
  }

  /** Answers that should not have come, one line each; for when the client has ended. */
  List<String> strange() {
    return List.copyOf(strange);
  }

  private List<Integer> drawn() {
    int size = random.nextInt(span.least(), span.most() + 1);
    int all = plant.addresses().size();
    Set<Integer> gateways = new HashSet<>();
    while (gateways.size() < size) {
      gateways.add(random.nextInt(all));
    }
    return List.copyOf(gateways);
  }

  private FleetTransaction end(FleetTransaction transaction) {
    List<GatewayProcess> coordinators = plant.coordinators();
    int asked = random.nextInt(coordinators.size());
    // On an ensemble any coordinator finishes what another one began.
    int step = plant.ensemble().isPresent() ? 1 : 0;
    String body = body(transaction);
    long begun = System.nanoTime();
    boolean interrupted = false;
    while (System.nanoTime() - begun < PATIENCE.toNanos()) {
      Optional<JsonNode> answer = asked(coordinators.get(asked).rest(), body);
      if (answer.isPresent() && answer.get().path("state").asText().equals("ENDED")) {
        Optional<String> outcome = Optional.of(answer.get().path("outcome").asText());
        return transaction.ended(outcome, System.nanoTime() - begun, interrupted);
      }
      // Under way is no interruption: the coordinator answers 202 after its time. The next may know
      // the end sooner, where this one is cut off from the log that they share.
      interrupted |= answer.isEmpty();
      asked = (asked + step) % coordinators.size();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return transaction.ended(Optional.empty(), System.nanoTime() - begun, interrupted);
  }

  /** Empty where it broke off, or was refused for the moment. */
  private Optional<JsonNode> asked(Rest coordinator, String body) {
    try {
      Rest.Reply reply = coordinator.post(COORDINATIONS, body);
      if (reply.status() == 200 || reply.status() == 202) {
        return Optional.of(reply.body());
      }
      if (reply.status() < 500 && reply.status() != 429) {
        strange.add(reply.status() + " " + reply.body());
      }
      return Optional.empty();
    } catch (UncheckedIOException dead) {
      return Optional.empty();
    }
  }

  private String body(FleetTransaction transaction) {
    String commands =
        plant.machines().commands(transaction.drive(), transaction.number()).substring(1);
    return transaction.gateways().stream()
        .map(each -> "{\"gateway\":\"%s\",%s".formatted(plant.addresses().get(each), commands))
        .collect(
            Collectors.joining(
                ",", "{\"id\":\"%s\",\"participants\":[".formatted(transaction.id()), "]}"));
  }
}
