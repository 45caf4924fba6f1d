package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.OverloadedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of the devices: connection status, commands and live readings. */
@Path("/api/v1/devices")
@Tag(name = "Devices", description = "The machines of this gateway")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
@RunOnVirtualThread
public final class DevicesApi {
  private final DeviceLinks links;
  private final DeviceReadings readings;
  private final RequestGuard guard;

  DevicesApi(DeviceLinks links, DeviceReadings readings, RequestGuard guard) {
    this.links = links;
    this.readings = readings;
    this.guard = guard;
  }

  @GET
  @Operation(
      operationId = "listDevices",
      summary = "All devices, with the state of their connections",
      description = "A device without a connection is shown too, with the last error.")
  @APIResponseSchema(
      value = DeviceViews.Listing.class,
      responseCode = "200",
      responseDescription = "In the order of their names")
  public Response list() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          List<DeviceViews.Row> rows =
              links.all().stream()
                  .sorted(Comparator.comparing(each -> each.device().name()))
                  .map(each -> DeviceViewMapper.row(each.device(), each.link()))
                  .toList();
          return TransactionResponses.json(200, new DeviceViews.Listing(rows));
        });
  }

  @GET
  @Path("{name}")
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-device"),
      operationId = "getDevice",
      summary = "A device, its commands with their arguments and limits, its resources",
      description = "What may be written in a prepare, and what the profile promises of it.")
  @APIResponseSchema(
      value = DeviceViews.Machine.class,
      responseCode = "200",
      responseDescription = "Known here")
  public Response get(@Parameter(example = "press-1") @PathParam("name") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          DeviceLinks.Linked linked = find(name);
          return TransactionResponses.json(
              200, DeviceViewMapper.machine(linked.device(), linked.link()));
        });
  }

  @GET
  @Path("{name}/resources/{resource}")
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value = "unknown-device unknown-resource not-readable unreadable"),
      operationId = "readResource",
      summary = "Read a resource from the device, now",
      description = "What the device says at this moment, never what was written to it.")
  @APIResponseSchema(
      value = TransactionViews.Sight.class,
      responseCode = "200",
      responseDescription = "The device said this")
  public Response read(
      @Parameter(example = "press-1") @PathParam("name") String name,
      @Parameter(example = "Force") @PathParam("resource") String wanted)
      throws JournalUnavailableException, OverloadedException {
    DeviceLinks.Linked linked = find(name);
    ResourceName resource = readable(linked, wanted);
    return guard.inside(
        readings.room(linked.device().name()),
        () ->
            TransactionResponses.json(
                200,
                sight(
                    linked.device().name(),
                    readings.unbounded(linked, List.of(resource)).getFirst())));
  }

  private DeviceLinks.Linked find(String name) {
    return links
        .find(named(name, DeviceName::new, ProblemType.UNKNOWN_DEVICE))
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    ProblemType.UNKNOWN_DEVICE, "no device has that name; see /api/v1/devices"));
  }

  private static ResourceName readable(DeviceLinks.Linked linked, String wanted) {
    ResourceName name = named(wanted, ResourceName::new, ProblemType.UNKNOWN_RESOURCE);
    Resource resource =
        linked
            .device()
            .profile()
            .resource(name)
            .orElseThrow(
                () ->
                    new RequestRefusedException(
                        ProblemType.UNKNOWN_RESOURCE,
                        "the profile %s has no such resource"
                            .formatted(linked.device().profile().name())));
    if (!resource.access().readable()) {
      throw new RequestRefusedException(ProblemType.NOT_READABLE, name + " can only be written");
    }
    return name;
  }

  private static TransactionViews.Sight sight(DeviceName device, Reading reading) {
    return switch (reading) {
      case Reading.Seen seen ->
          new TransactionViews.Sight(
              device.value(),
              seen.resource().value(),
              TransactionViewMapper.value(seen.value()),
              seen.status(),
              seen.sourceTime());
      case Reading.Unseen unseen ->
          throw new RequestRefusedException(ProblemType.UNREADABLE, unseen.reason().detail())
              .with("reason", TransactionViewMapper.cause(unseen.reason()));
    };
  }

  private static <T> T named(String text, Function<String, T> constructor, ProblemType type) {
    try {
      return constructor.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw new RequestRefusedException(type, String.valueOf(wrong.getMessage()));
    }
  }
}
