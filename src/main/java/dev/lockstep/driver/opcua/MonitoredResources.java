package dev.lockstep.driver.opcua;

import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.driver.DeviceLink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;

/**
 * The monitored resources of one device. One thread subscribes, anew on each secure channel, and
 * tells the listeners, so that they hear a loss and what follows in order. A new subscription
 * begins with the present values, so no change in between is missed.
 */
final class MonitoredResources implements AutoCloseable, Subscriber.Sink {

  /** What the thread reacts to. */
  private sealed interface Event {
    /** Other resources are watched, or the secure channel is another one, or lost. */
    record Changed() implements Event {}

    record Arrived(ActiveSession session, UInteger subscription, DataChangeNotification change)
        implements Event {}

    record Ended(ActiveSession session, UInteger subscription) implements Event {}

    record Closed() implements Event {}
  }

  private static final Event CHANGED = new Event.Changed();

  private final Subscriber subscriber;
  private final NodeReader reader;
  private final LinkState state;
  private final OpcUaSettings settings;
  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private Optional<Subscription> subscription = Optional.empty();
  private boolean lossTold;

  /** One listener with its resources. */
  private final class Watched implements DeviceLink.Watch {
    private final List<ResourceName> resources;
    private final Consumer<Reading> listener;

    Watched(List<ResourceName> resources, Consumer<Reading> listener) {
      this.resources = List.copyOf(resources);
      this.listener = listener;
    }

    @Override
    public void close() {
      if (watched.remove(this)) {
        events.add(CHANGED);
      }
    }
  }

  MonitoredResources(
      Subscriber subscriber, NodeReader reader, LinkState state, OpcUaSettings settings) {
    this.subscriber = subscriber;
    this.reader = reader;
    this.state = state;
    this.settings = settings;
  }

  void start(String device) {
    state.listen(session -> events.add(CHANGED));
    Thread.ofVirtual().name("opcua-watch-" + device).start(this::run);
  }

  DeviceLink.Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    int already = watched.stream().mapToInt(each -> each.resources.size()).sum();
    int most = settings.bounds().watchedMax();
    if (already + resources.size() > most) {
      String fault = "%d resources of one device are watched; at most %d are allowed";
      throw new IllegalArgumentException(fault.formatted(already + resources.size(), most));
    }
    Watched added = new Watched(resources, listener);
    watched.add(added);
    events.add(CHANGED);
    return added;
  }

  @Override
  public void arrived(ActiveSession session, UInteger from, DataChangeNotification change) {
    events.add(new Event.Arrived(session, from, change));
  }

  @Override
  public void ended(ActiveSession session, UInteger from) {
    events.add(new Event.Ended(session, from));
  }

  private void run() {
    try {
      while (true) {
        Event event =
            events.poll(settings.times().reconnectPauseMax().toNanos(), TimeUnit.NANOSECONDS);
        switch (event) {
          // A subscription that the server refused is tried again.
          case null -> resubscribeWhere(subscription.isEmpty());
          case Event.Changed changed -> resubscribeWhere(true);
          case Event.Arrived arrived ->
              subscription
                  .filter(each -> each.is(arrived.session(), arrived.subscription()))
                  .ifPresent(
                      each ->
                          each.readings(arrived.change(), reader, subscriber.soon())
                              .forEach(this::tell));
          case Event.Ended ended ->
              resubscribeWhere(
                  subscription
                      .filter(each -> each.is(ended.session(), ended.subscription()))
                      .isPresent());
          case Event.Closed closed -> {
            return;
          }
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void resubscribeWhere(boolean needed) {
    if (!needed) {
      return;
    }
    events.removeIf(CHANGED::equals);
    subscription.ifPresent(subscriber::end);
    subscription = subscribed();
    if (subscription.isPresent()) {
      lossTold = false;
      subscription.get().refused().forEach(this::tell);
      Subscription fresh = subscription.get();
      Thread.ofVirtual().start(() -> subscriber.publish(fresh.session(), fresh.id(), this));
    } else if (!lossTold && !watched.isEmpty()) {
      lossTold = true;
      tellLoss();
    }
  }

  private Optional<Subscription> subscribed() {
    List<ResourceName> names = names();
    Optional<ActiveSession> session = state.online();
    if (names.isEmpty() || session.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(subscriber.subscribe(session.get(), names));
    } catch (UnansweredException failed) {
      return Optional.empty();
    }
  }

  private List<ResourceName> names() {
    return watched.stream().flatMap(each -> each.resources.stream()).distinct().toList();
  }

  private void tellLoss() {
    Code code = state.status().code();
    String detail = "not watched: " + state.status().detail();
    names().forEach(name -> tell(reader.unseen(name, code, detail)));
  }

  private void tell(Reading reading) {
    for (Watched each : watched) {
      if (each.resources.contains(reading.resource())) {
        each.listener.accept(reading);
      }
    }
  }

  @Override
  public void close() {
    watched.clear();
    events.add(new Event.Closed());
  }
}
