package dev.lockstep.dashboard;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.DurationFormat;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.Value;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.PresentReading;
import dev.lockstep.rest.DeviceReadings;
import dev.lockstep.rest.DeviceViewMapper;
import dev.lockstep.rest.DeviceViews;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.TransactionViewMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Devices: connection, promise in force, and what one shows now. */
@Path("/dashboard/devices")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class DevicesPageApi {
  private static final int ROWS = 100;
  private static final int READ_MAX = 100;
  private static final int COMMANDS_MAX = 60;
  private static final int FILTER_MAX = 64;

  private final DeviceLinks links;
  private final Machines machines;
  private final DeviceReadings readings;
  private final PageFrames frames;
  private final TimeSource clock;

  DevicesPageApi(
      DeviceLinks links,
      Machines machines,
      DeviceReadings readings,
      PageFrames frames,
      TimeSource clock) {
    this.links = links;
    this.machines = machines;
    this.readings = readings;
    this.frames = frames;
    this.clock = clock;
  }

  @GET
  public Response page(
      @QueryParam("name") @Nullable String name,
      @QueryParam("from") @Nullable String from,
      @Context RoutingContext call) {
    return HtmlAnswer.ok(
        new Pages.Devices(frames.of(Section.DEVICES, "Devices", call), list(name, from)));
  }

  @GET
  @Path("rows")
  public Response rows(
      @QueryParam("name") @Nullable String name, @QueryParam("from") @Nullable String from) {
    return HtmlAnswer.ok(new Pages.DevicesRows(list(name, from)));
  }

  private DeviceList list(@Nullable String name, @Nullable String from) {
    String filter = name == null || name.length() > FILTER_MAX ? "" : name.strip();
    String wanted = filter.toLowerCase(Locale.ROOT);
    List<Board.Machine> found =
        machines.all().stream()
            .filter(each -> each.name().toLowerCase(Locale.ROOT).contains(wanted))
            .toList();
    int first = Math.min(number(from), found.size());
    int last = Math.min(first + ROWS, found.size());
    String word = Addresses.encoded(filter);
    return new DeviceList(
        found.subList(first, last),
        found.size(),
        filter,
        "name=%s&from=%d".formatted(word, first),
        last < found.size() ? "?name=%s&from=%d".formatted(word, last) : "");
  }

  private static int number(@Nullable String from) {
    try {
      return from == null ? 0 : Math.max(0, Integer.parseInt(from));
    } catch (NumberFormatException wrong) {
      return 0;
    }
  }

  @GET
  @Path("{name}")
  public Response one(@PathParam("name") String name, @Context RoutingContext call) {
    DeviceLinks.Linked linked = find(name);
    return HtmlAnswer.ok(
        new Pages.Device(
            frames.of(Section.DEVICES, "Device " + linked.device().name(), call), device(linked)));
  }

  /** Reads it now: asked for by a person, or by a page that is looked at. */
  @GET
  @Path("{name}/sight")
  public Response sight(@PathParam("name") String name) {
    return HtmlAnswer.ok(new Pages.DeviceNow(sight(find(name))));
  }

  private DeviceLinks.Linked find(String name) {
    try {
      return links.find(new DeviceName(name)).orElseThrow(() -> unknown("no device has that name"));
    } catch (IllegalArgumentException wrong) {
      throw unknown(String.valueOf(wrong.getMessage()));
    }
  }

  private static RequestRefusedException unknown(String detail) {
    return new RequestRefusedException(ProblemType.UNKNOWN_DEVICE, detail);
  }

  private DevicePage device(DeviceLinks.Linked linked) {
    DeviceViews.Machine shown = DeviceViewMapper.machine(linked.device(), linked.link());
    Board.Hold hold =
        machines.all().stream()
            .filter(each -> each.name().equals(shown.name()))
            .map(Board.Machine::promise)
            .findFirst()
            .orElse(Board.Hold.NONE);
    Instant now = clock.now().wall();
    return new DevicePage(
        shown.name(),
        shown.profile(),
        shown.description(),
        String.join(", ", shown.protocols()),
        Badge.of(shown.connection().state()),
        shown.connection().detail(),
        TimeText.of(shown.connection().since(), now),
        hold,
        shown.connection().server().map(each -> server(each, now)).orElse(List.of()),
        shown.commands().stream().limit(COMMANDS_MAX).map(DevicesPageApi::command).toList(),
        !readable(linked).isEmpty());
  }

  private static List<Fact> server(DeviceViews.Server server, Instant now) {
    List<Fact> facts = new ArrayList<>();
    server.applicationUri().ifPresent(uri -> facts.add(new Fact("ApplicationUri", uri)));
    facts.add(new Fact("Thumbprint", server.thumbprint()));
    facts.add(new Fact("Valid until", TimeText.of(server.validUntil(), now)));
    return facts;
  }

  private static DevicePage.Command command(DeviceViews.Command each) {
    DeviceViews.Promises promises = each.guarantees();
    String stale =
        promises
            .staleAfter()
            .map(age -> "stale after " + DurationFormat.of(age))
            .orElse("never stale");
    return new DevicePage.Command(
        each.name(),
        each.access(),
        each.arguments().stream().map(DevicesPageApi::argument).collect(Collectors.joining(", ")),
        String.join("; ", promises.requires()),
        promises.verify(),
        "%s; repeat %s; undo %s; armed by %s"
            .formatted(stale, promises.repeat(), promises.undo(), promises.prepare()));
  }

  private static String argument(DeviceViews.Argument each) {
    String range =
        each.minimum().isPresent() || each.maximum().isPresent()
            ? " %s to %s"
                .formatted(
                    each.minimum().map(number -> number.toPlainString()).orElse(""),
                    each.maximum().map(number -> number.toPlainString()).orElse(""))
            : "";
    String units = each.units().isEmpty() ? "" : " " + each.units();
    return "%s (%s%s%s)".formatted(each.resource(), each.type(), range, units);
  }

  private static List<Resource> readable(DeviceLinks.Linked linked) {
    return linked.device().profile().resources().values().stream()
        .filter(each -> each.access().readable())
        .sorted(Comparator.comparing(Resource::name))
        .toList();
  }

  private DeviceSight sight(DeviceLinks.Linked linked) {
    List<Resource> all = readable(linked);
    List<Resource> wanted = all.subList(0, Math.min(READ_MAX, all.size()));
    List<ResourceName> names = wanted.stream().map(Resource::name).toList();
    Instant now = clock.now().wall();
    List<DeviceSight.Row> rows = new ArrayList<>();
    if (!names.isEmpty()) {
      List<Reading> seen = readings.read(linked, names);
      for (int each = 0; each < wanted.size(); each++) {
        rows.add(row(linked.device().name(), wanted.get(each), seen.get(each), now));
      }
    }
    return new DeviceSight(rows, all.size() - wanted.size(), TimeText.of(now, now), "");
  }

  private static DeviceSight.Row row(
      DeviceName device, Resource resource, Reading reading, Instant now) {
    NowReading shown =
        NowReading.of(
            TransactionViewMapper.present(
                new PresentReading(
                    device,
                    resource.name(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    reading)));
    Optional<Reading.Seen> seen =
        reading instanceof Reading.Seen found ? Optional.of(found) : Optional.empty();
    String number =
        seen.map(Reading.Seen::value)
            .filter(Value.Numeric.class::isInstance)
            .map(Value::toString)
            .orElse("");
    return new DeviceSight.Row(
        resource.name().value(),
        resource.type().edgeXName(),
        Badge.words(resource.access()),
        shown.now(),
        number,
        resource.units(),
        seen.map(each -> Badge.good(each.status())).orElse(Badge.warn("not read")),
        seen.flatMap(Reading.Seen::sourceTime)
            .map(at -> TimeText.of(at, now))
            .orElse(TimeText.NONE));
  }
}
