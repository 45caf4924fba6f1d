package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.driver.LinkStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of answers about devices. Empty members are left out. */
@RegisterForReflection(
    targets = {
      DeviceViews.Listing.class,
      DeviceViews.Row.class,
      DeviceViews.Connection.class,
      DeviceViews.Server.class,
      DeviceViews.Machine.class,
      DeviceViews.Command.class,
      DeviceViews.Argument.class,
      DeviceViews.Promises.class,
      DeviceViews.Resource.class
    })
public final class DeviceViews {
  private DeviceViews() {}

  @Schema(name = "Devices", description = "All devices of this gateway")
  public record Listing(@JsonInclude(JsonInclude.Include.ALWAYS) List<Row> items) {}

  @Schema(name = "DeviceRow", description = "A device in a list")
  public record Row(String name, String profile, String description, Connection connection) {}

  @Schema(name = "Connection", description = "How a device's connection stands")
  public record Connection(
      LinkStatus.State state,
      @Schema(description = "the last error, or with what security it is connected") String detail,
      Instant since,
      @Schema(description = "not there: nothing rests on a certificate, or none was accepted yet")
          Optional<Server> server) {}

  @Schema(name = "Server", description = "The certificate by which a device's server was accepted")
  public record Server(
      @Schema(examples = "urn:plant:press") Optional<String> applicationUri,
      @Schema(description = "SHA-1 of the certificate, as OPC UA tools show it") String thumbprint,
      @Schema(description = "the end of its validity") Instant validUntil) {}

  @Schema(name = "Device", description = "A device and what it can be told")
  public record Machine(
      String name,
      String profile,
      String description,
      List<String> protocols,
      Connection connection,
      List<Command> commands,
      List<Resource> resources) {}

  @Schema(name = "DeviceCommand", description = "A command of the profile")
  public record Command(
      String name, String access, List<Argument> arguments, Promises guarantees) {}

  @Schema(name = "Argument", description = "A resource of a command; by its name it is an argument")
  public record Argument(
      String resource,
      @Schema(description = "items of one step go together, steps after each other") int step,
      @Schema(examples = "Float64") String type,
      Optional<BigDecimal> minimum,
      Optional<BigDecimal> maximum,
      String units,
      @Schema(description = "used where the request gives none") Optional<Object> defaultValue,
      @Schema(description = "words that stand for a value") List<String> words) {}

  @Schema(name = "Guarantees", description = "What the profile promises about the command")
  public record Promises(
      @Schema(description = "must hold at prepare, and before the first actuation")
          List<String> requires,
      @Schema(description = "how the device is armed") String prepare,
      List<String> reserves,
      boolean wholeDevice,
      @Schema(
              implementation = String.class,
              description = "ISO 8601 duration; not there: never",
              examples = "PT15M")
          Optional<Duration> staleAfter,
      String verify,
      String repeat,
      String undo) {}

  @Schema(name = "Resource", description = "A value of the device")
  public record Resource(
      String name,
      @Schema(examples = "Float64") String type,
      String access,
      Optional<BigDecimal> minimum,
      Optional<BigDecimal> maximum,
      String units) {}
}
