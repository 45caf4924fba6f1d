package dev.lockstep.catalog;

import dev.lockstep.device.CompanionModel.JobOrders;
import dev.lockstep.device.CompanionModel.WorkMaster;
import dev.lockstep.device.SelfDescription.Argument;
import dev.lockstep.device.SelfDescription.Shape;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The commands of a receiver of job orders in a draft: one for each work master that the machine
 * names, with its parameters. Where it does not say enough, a proposal to be completed.
 */
final class DraftJobOrders {
  private static final String NODE = "nsu=URI;s=NAME";

  private final JobOrders orders;
  private final DraftNames names;
  private final String owner;
  private final List<Command> commands = new ArrayList<>();

  DraftJobOrders(JobOrders orders, DraftNames names) {
    this.orders = orders;
    this.names = names;
    this.owner = names.take(orders.path().isEmpty() ? List.of("JobOrder") : orders.path());
    List<WorkMaster> masters = orders.workMasters();
    (masters.isEmpty() ? List.of(new WorkMaster("", "", List.of())) : masters)
        .forEach(each -> commands.add(command(each)));
  }

  /** A parameter, under its name in the profile. */
  private record Named(String name, Argument argument) {}

  private record Command(String name, WorkMaster master, List<Named> parameters, boolean proposed) {
    private String mark() {
      return proposed ? DraftText.PROPOSAL : "";
    }
  }

  private Command command(WorkMaster master) {
    String name = master.id().isEmpty() ? owner : names.take(owner, master.id());
    boolean proposed = master.parameters().isEmpty() || orders.responses().isEmpty();
    List<Argument> parameters =
        master.parameters().isEmpty()
            ? List.of(new Argument("Parameter", "", Shape.of(ValueType.INT32)))
            : master.parameters();
    List<Named> named =
        parameters.stream().map(each -> new Named(names.take(name, each.name()), each)).toList();
    return new Command(name, master, named, proposed);
  }

  /** Whether every command is only proposed. */
  boolean isProposal() {
    return commands.stream().allMatch(Command::proposed);
  }

  void resources(DraftText text) {
    for (Command command : commands) {
      String mark = command.mark();
      if (command.master().parameters().isEmpty()) {
        text.comment(
            1,
            ProfileDraft.DECIDE
                + "which parameters does an order have? The machine does not say; one line for"
                + " each.");
      }
      for (Named each : command.parameters()) {
        text.line(1, mark + "- name: " + DraftText.quoted(each.name()));
        if (!each.argument().description().isEmpty()) {
          text.line(2, mark + "description: " + DraftText.quoted(each.argument().description()));
        }
        text.comment(2, "A parameter of job orders: " + command.name() + ".");
        text.line(2, mark + "isHidden: true");
        Map<String, String> id = Map.of("parameterId", each.argument().name());
        text.line(2, mark + "attributes: " + DraftText.flow(id));
        String type = each.argument().shape().type().edgeXName();
        text.line(2, mark + "properties: { valueType: %s, readWrite: W }".formatted(type));
      }
    }
  }

  void commands(DraftText text) {
    commands.forEach(each -> command(text, each));
  }

  private void command(DraftText text, Command command) {
    String mark = command.mark();
    if (!command.master().description().isEmpty()) {
      text.comment(1, command.master().description());
    }
    text.line(1, mark + "- name: " + DraftText.quoted(command.name()));
    text.line(2, mark + "readWrite: W");
    text.line(2, mark + "resourceOperations:");
    command
        .parameters()
        .forEach(each -> text.line(3, mark + "- deviceResource: " + DraftText.quoted(each.name())));
    text.line(2, mark + "tags:");
    text.line(3, mark + "lockstep:");
    text.line(4, mark + "prepare:");
    text.line(5, mark + "pattern: job-order");
    text.line(5, mark + "receiver: " + DraftText.quoted(orders.receiver()));
    responses(text, mark);
    if (!command.master().id().isEmpty()) {
      text.line(5, mark + "workMaster: " + DraftText.quoted(command.master().id()));
    }
    text.comment(
        5,
        ProfileDraft.DECIDE
            + "does the machine keep its orders through its own restart? Only then a vote is"
            + " DURABLE.");
    text.line(5, DraftText.PROPOSAL + "retained: true");
    text.comment(
        5, ProfileDraft.DECIDE + "is it done when the job has ended, or as soon as it runs?");
    text.line(5, DraftText.PROPOSAL + "until: running");
  }

  private void responses(DraftText text, String mark) {
    if (orders.responses().isEmpty()) {
      text.comment(
          5,
          ProfileDraft.DECIDE
              + "which object answers for the orders? No ISA95JobResponseProviderObjectType was"
              + " found.");
    } else if (orders.responses().size() > 1) {
      text.comment(
          5,
          ProfileDraft.DECIDE
              + "is this the provider of its responses? It is the nearest of "
              + String.join(", ", orders.responses())
              + ".");
    }
    String responses = orders.responses().isEmpty() ? NODE : orders.responses().getFirst();
    text.line(5, mark + "responses: " + DraftText.quoted(responses));
  }
}
