package dev.lockstep.outbox;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.Requester;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Handling of one message, the same for every channel: begun, or a dead letter. Thread-safe. */
final class OrderDesk {
  private static final Logger LOG = Logger.getLogger(OrderDesk.class);

  private final String gateway;
  private final OrderSettings settings;
  private final OrderIntake intake;
  private final TimeSource clock;

  OrderDesk(String gateway, OrderSettings settings, OrderIntake intake, TimeSource clock) {
    this.gateway = gateway;
    this.settings = settings;
    this.intake = intake;
    this.clock = clock;
  }

  /** How a channel of its stands, for people. */
  OrderChannelStanding standing(String channel, String target) {
    return new OrderChannelStanding(channel, target, clock);
  }

  /**
   * Returns when the message may be acknowledged: what became of it is durable.
   *
   * <p>If power fails before that, the broker gives the message again, and its id finds what was
   * begun. If it fails after that and before the acknowledgement: the same.
   *
   * @throws OrderNotNowException where it must not be acknowledged, and be tried again
   */
  OrderFate handle(OrderMessage message, DeadLetterChannel dead)
      throws OrderNotNowException, InterruptedException {
    try {
      OrderIntake.Taken taken = take(message);
      LOG.infof("order: transaction=%s channel=\"%s\"", taken.id(), message.where());
      return taken.repeated() ? OrderFate.REPEATED : OrderFate.BEGUN;
    } catch (OrderRefusedException refused) {
      LOG.warnf(
          "order refused: channel=\"%s\" code=%s reason=\"%s\"",
          message.where(), refused.code(), refused.reason());
      dead.send(
          new DeadLetter(
                  gateway,
                  clock.now().wall(),
                  refused.code(),
                  refused.pointer(),
                  refused.reason(),
                  message)
              .json());
      return OrderFate.REFUSED;
    }
  }

  private OrderIntake.Taken take(OrderMessage message)
      throws OrderRefusedException, OrderNotNowException, InterruptedException {
    if (message.body().size() > settings.sizeMax().count()) {
      throw new OrderRefusedException(
          "TOO_LARGE",
          "",
          "the message has %d bytes; at most %s are taken (lockstep.orders.size-max)"
              .formatted(message.body().size(), settings.sizeMax()));
    }
    if (message.retained()) {
      throw new OrderRefusedException(
          "RETAINED",
          "",
          "a retained message would come again with each connection; publish orders without retain");
    }
    OrderEvent event = OrderReader.read(message);
    checkAge(event.time().or(message::sent));
    return intake.take(
        new OrderIntake.Request(
            event.data(), event.derivedId(), new Requester(event.source(), message.where())));
  }

  /** A machine that stood still over a weekend must not move on Monday because a PC came back. */
  private void checkAge(Optional<Instant> given) throws OrderRefusedException {
    Instant time =
        given.orElseThrow(
            () ->
                new OrderRefusedException(
                    "MALFORMED",
                    "/time",
                    "/time: the attribute is missing; without it nothing shows how old the order is"));
    Duration age = Duration.between(time, clock.now().wall());
    Duration most = settings.times().ageMax();
    if (age.compareTo(most) > 0) {
      throw new OrderRefusedException(
          "STALE",
          "/time",
          "/time: the order is %d s old; at most %d s are taken (lockstep.orders.age-max)"
              .formatted(age.toSeconds(), most.toSeconds()));
    }
  }
}
