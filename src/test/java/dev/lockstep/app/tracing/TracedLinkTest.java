package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendResult;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each request to a device is one span, which tells what the device answered and no value. */
class TracedLinkTest {
  private static final String ALL = "dev.lockstep.app.tracing.LinkRequest#all";
  private static final String SECRET = LinkRequest.SECRET;
  private static final Deadline SOON = LinkRequest.SOON;
  private static final ResourceName FORCE = LinkRequest.FORCE;

  private final KeptSpans spans = new KeptSpans();
  private final Tracer tracer = spans.tracer();
  private final Span above = tracer.spanBuilder("actuate").startSpan();
  private final TracedWork work = new TracedWork("t1", Context.root().with(above));

  private TracedLink answering(String protocol, Object answer) {
    DeviceLink link =
        (DeviceLink)
            Proxy.newProxyInstance(
                DeviceLink.class.getClassLoader(),
                new Class<?>[] {DeviceLink.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("targets")) {
                    return Set.of(new Target(protocol + "://plc-1:4840", "press/force"));
                  }
                  if (answer instanceof RuntimeException bug) {
                    throw bug;
                  }
                  return answer;
                });
    Profile profile = new Profile(new ProfileName("Press"), "", Map.of(), Map.of());
    Device device = new Device(new DeviceName("press"), profile, "", Map.of(protocol, Map.of()));
    return new TracedLink(link, tracer, new DevicePlace(device, link));
  }

  private void during(Runnable requests) {
    work.call(
        () -> {
          requests.run();
          return true;
        });
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void requestIsOneSpanThatTellsItsResultAndNoValue(LinkRequest given) {
    TracedLink link = answering("opcua", given.answer());

    during(() -> given.request().accept(link));

    assertThat(spans.all()).hasSize(1);
    SpanData span = spans.all().getFirst();
    assertThat(span.getName()).isEqualTo(given.span());
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getParentSpanContext()).isEqualTo(above.getSpanContext());
    assertThat(text(span, "lockstep.device")).isEqualTo("press");
    assertThat(text(span, "lockstep.transaction.id")).isEqualTo("t1");
    assertThat(text(span, "lockstep.outcome")).isEqualTo(given.outcome());
    assertThat(span.getStatus().getStatusCode())
        .isEqualTo(given.error().isEmpty() ? StatusCode.UNSET : StatusCode.ERROR);
    assertThat(String.valueOf(text(span, "error.type")))
        .isEqualTo(given.error().isEmpty() ? "null" : given.error());
    assertThat(span.toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.app.tracing.LinkRequest#orders")
  void requestForAnOrderNamesItsCommand(LinkRequest given) {
    TracedLink link = answering("opcua", given.answer());

    during(() -> given.request().accept(link));

    assertThat(text(spans.all().getFirst(), "lockstep.command")).isEqualTo("strike");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatNoTransactionAsksForIsNoSpanAndIsAskedAllTheSame(LinkRequest given) {
    given.request().accept(answering("opcua", given.answer()));

    assertThat(spans.all()).isEmpty();
  }

  @Test
  void topicIsTheDestinationWhereADeviceIsReachedByABroker() {
    List<Object> written = List.of(new SendResult.Accepted(""));
    during(() -> answering("mqtt", written).write(List.of(LinkRequest.TOLD), SOON));
    during(() -> answering("mqtt", List.of()).read(List.of(FORCE), SOON));

    SpanData write = spans.one("write press");
    assertThat(text(write, "messaging.system")).isEqualTo("mqtt");
    assertThat(text(write, "messaging.destination.name")).isEqualTo("press/force");
    assertThat(text(write, "messaging.operation.type")).isEqualTo("send");
    assertThat(text(spans.one("read press"), "messaging.operation.type")).isEqualTo("receive");
  }

  @Test
  void ofManyResourcesTheFirstSixteenAreNamed() {
    List<ResourceName> many =
        IntStream.range(0, 40).mapToObj(each -> new ResourceName("R" + each)).toList();

    during(() -> answering("opcua", List.of()).read(many, SOON));

    assertThat(spans.one("read press").getAttributes().get(SpanAttributes.RESOURCES))
        .hasSize(16)
        .startsWith("R0");
  }

  @Test
  void stepThatLooksForMinutesMakesNoEndlessTrace() {
    int[] asked = {0};
    List<Reading> none = List.of();
    TracedLink link = answering("opcua", none);

    during(
        () -> {
          for (int each = 0; each < 600; each++) {
            asked[0] += link.read(List.of(FORCE), SOON) == none ? 1 : 0;
          }
        });

    assertThat(spans.all()).hasSize(500);
    assertThat(asked[0]).as("each of them is made").isEqualTo(600);
  }

  @Test
  void faultOfTheGatewayIsAnErrorAndGoesOnAsOne() {
    TracedLink link = answering("opcua", new IllegalStateException(SECRET));

    assertThatThrownBy(() -> during(() -> link.call(LinkRequest.CALL, SOON)))
        .isInstanceOf(IllegalStateException.class);

    SpanData span = spans.one("call press");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(span, "error.type")).isEqualTo("IllegalStateException");
    assertThat(span.toString()).doesNotContain(SECRET);
  }
}
