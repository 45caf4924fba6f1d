package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.types.UaStructuredType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MonitoringMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSubscriptionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSubscriptionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.DeleteSubscriptionsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.DeleteSubscriptionsResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateResult;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoringParameters;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.StatusChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.SubscriptionAcknowledgement;

/** Speaks the subscription services (OPC 10000-4, 5.13 and 5.14) for {@link MonitoredResources}. */
final class Subscriber {
  /** The interval of keep-alive messages, where nothing has changed. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  /** Keep-alive messages that may go unanswered until the server drops the subscription. */
  private static final int LIFETIME = 6;

  private final NodeResolver resolver;
  private final NodeReader reader;
  private final OpcUaSettings.Times times;
  private final TimeSource clock;

  Subscriber(
      NodeResolver resolver, NodeReader reader, OpcUaSettings.Times times, TimeSource clock) {
    this.resolver = resolver;
    this.reader = reader;
    this.times = times;
    this.clock = clock;
  }

  /** Where notifications are delivered. Called on the publishing thread. */
  interface Sink {
    void arrived(ActiveSession session, UInteger subscription, DataChangeNotification change);

    void ended(ActiveSession session, UInteger subscription);
  }

  Subscription subscribe(ActiveSession session, List<ResourceName> names)
      throws UnansweredException {
    long signs = Math.max(1, SIGN_OF_LIFE.dividedBy(times.publishing()));
    CreateSubscriptionResponse created =
        session
            .ask(
                soon(),
                CreateSubscriptionResponse.class,
                header ->
                    new CreateSubscriptionRequest(
                        header,
                        (double) times.publishing().toMillis(),
                        Unsigned.uint(signs * LIFETIME),
                        Unsigned.uint(signs),
                        Unsigned.uint(0),
                        true,
                        Unsigned.ubyte(0)))
            .orThrow();
    UInteger id = created.getSubscriptionId();
    Draft draft = draft(session, names);
    Subscription fresh = new Subscription(session, id, draft.watched(), draft.refused());
    boolean complete = false;
    try {
      for (int from = 0; from < draft.items().size(); from += session.limits().watches()) {
        int until = Math.min(draft.items().size(), from + session.limits().watches());
        watch(session, id, draft.part(from, until));
      }
      complete = true;
      return fresh;
    } finally {
      // A controller has room for a few subscriptions, and the next attempt creates another.
      if (!complete) {
        end(fresh);
      }
    }
  }

  /** The items to be monitored with their resources, and the resources that cannot be. */
  private record Draft(
      List<MonitoredItemCreateRequest> items, List<Resource> watched, List<Reading> refused) {
    Draft part(int from, int until) {
      return new Draft(items.subList(from, until), watched.subList(from, until), refused);
    }
  }

  private Draft draft(ActiveSession session, List<ResourceName> names) {
    Draft draft = new Draft(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (ResourceName name : names) {
      try {
        NodeResolver.Located located = resolver.variable(name, session);
        MonitoringParameters parameters =
            new MonitoringParameters(
                Unsigned.uint(draft.watched().size()),
                (double) times.publishing().toMillis(),
                null,
                Unsigned.uint(1),
                true);
        draft
            .items()
            .add(
                new MonitoredItemCreateRequest(
                    located.value(), MonitoringMode.Reporting, parameters));
        draft.watched().add(located.resource());
      } catch (NodeResolver.UnlocatedException unlocated) {
        draft.refused().add(reader.unseen(name, Code.UNREADABLE, unlocated.detail()));
      }
    }
    return draft;
  }

  private void watch(ActiveSession session, UInteger id, Draft draft) throws UnansweredException {
    MonitoredItemCreateRequest[] wanted = draft.items().toArray(MonitoredItemCreateRequest[]::new);
    MonitoredItemCreateResult[] results =
        session
            .ask(
                soon(),
                CreateMonitoredItemsResponse.class,
                header ->
                    new CreateMonitoredItemsRequest(header, id, TimestampsToReturn.Source, wanted))
            .orThrow()
            .getResults();
    if (results == null || results.length != wanted.length) {
      throw new UnansweredException("the server answered for another number of items");
    }
    for (int each = 0; each < results.length; each++) {
      if (!results[each].getStatusCode().isGood()) {
        String status = StatusName.of(results[each].getStatusCode());
        ResourceName name = draft.watched().get(each).name();
        draft.refused().add(reader.unseen(name, Code.UNREADABLE, status));
      }
    }
  }

  /** Sends Publish requests until the subscription or its channel ends. Blocks its thread. */
  void publish(ActiveSession session, UInteger id, Sink sink) {
    Duration wait = SIGN_OF_LIFE.plus(times.publishing()).plus(times.requestTimeout());
    SubscriptionAcknowledgement[] received = {};
    boolean live = true;
    while (live) {
      SubscriptionAcknowledgement[] acknowledged = received;
      ServiceResponse<PublishResponse> reply =
          session.ask(
              Deadline.in(wait, clock),
              PublishResponse.class,
              header -> new PublishRequest(header, acknowledged));
      if (!(reply instanceof ServiceResponse.Answered<PublishResponse>(PublishResponse response))) {
        break;
      }
      NotificationMessage message = response.getNotificationMessage();
      ExtensionObject[] found = message.getNotificationData();
      ExtensionObject[] news = found == null ? new ExtensionObject[0] : found;
      boolean empty = news.length == 0;
      UInteger from = response.getSubscriptionId();
      received =
          empty
              ? new SubscriptionAcknowledgement[0]
              : new SubscriptionAcknowledgement[] {
                new SubscriptionAcknowledgement(from, message.getSequenceNumber())
              };
      // The first answer may still bring what was kept for the subscription before this one.
      live = deliver(session, from, news, sink) && from.equals(id);
    }
    sink.ended(session, id);
  }

  private static boolean deliver(
      ActiveSession session, UInteger from, ExtensionObject[] news, Sink sink) {
    for (ExtensionObject each : news) {
      Optional<UaStructuredType> decoded = decoded(each);
      if (decoded.isEmpty() || decoded.get() instanceof StatusChangeNotification) {
        return false;
      }
      if (decoded.get() instanceof DataChangeNotification change) {
        sink.arrived(session, from, change);
      }
    }
    return true;
  }

  private static Optional<UaStructuredType> decoded(ExtensionObject object) {
    try {
      return Optional.of(object.decode(DefaultEncodingContext.INSTANCE));
    } catch (UaSerializationException broken) {
      return Optional.empty();
    }
  }

  /** Deletes it at the server; where that does not answer, its lifetime ends it. */
  void end(Subscription subscription) {
    UInteger[] ids = {subscription.id()};
    subscription
        .session()
        .ask(
            soon(),
            DeleteSubscriptionsResponse.class,
            header -> new DeleteSubscriptionsRequest(header, ids));
  }

  Deadline soon() {
    return Deadline.in(times.requestTimeout(), clock);
  }
}
