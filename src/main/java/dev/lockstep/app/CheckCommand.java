package dev.lockstep.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.catalog.DriverCheck;
import dev.lockstep.catalog.Fault;
import dev.lockstep.catalog.LoadReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code lockstep check PATH…}: reports faults in profiles and device lists, and starts
 * nothing. Exits with 0 where there is no fault, 1 where there is one, 2 for wrong usage.
 */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks device profiles and device lists without starting the gateway.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:no fault", "1:at least one fault", "2:wrong usage"})
public final class CheckCommand implements Callable<Integer> {
  private final DriverCheck driver;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, or folders to search.")
  private List<Path> paths = List.of();

  @Option(names = "--json", description = "Prints JSON for machines.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  /**
   * @param driver the driver's objections to a device
   */
  public CheckCommand(DriverCheck driver) {
    this.driver = driver;
  }

  @Override
  public Integer call() {
    LoadReport report = Catalog.load(paths, CatalogLimits.DEFAULT, driver).report();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? json(report) : text(report));
    out.flush();
    return report.faults().isEmpty() ? 0 : 1;
  }

  private static String text(LoadReport report) {
    StringBuilder text = new StringBuilder();
    report.faults().forEach(each -> append(text, "fault", each));
    report.warnings().forEach(each -> append(text, "warning", each));
    return text.append(
            "%s, %s, %s: %s, %s\n"
                .formatted(
                    counted(report.files(), "file"),
                    counted(report.profiles(), "profile"),
                    counted(report.devices(), "device"),
                    counted(report.faults().size(), "fault"),
                    counted(report.warnings().size(), "warning")))
        .toString();
  }

  private static void append(StringBuilder text, String kind, Fault fault) {
    text.append("%s:%d:%d: %s".formatted(fault.file(), fault.line(), fault.column(), kind));
    text.append(fault.path().isEmpty() ? "" : " at " + fault.path()).append('\n');
    text.append("    ").append(fault.found()).append('\n');
    if (!fault.remedy().isEmpty()) {
      text.append("    → ").append(fault.remedy()).append('\n');
    }
  }

  private static String counted(int count, String word) {
    return count + " " + word + (count == 1 ? "" : "s");
  }

  private static String json(LoadReport report) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("ok", report.faults().isEmpty());
    root.put("files", report.files());
    root.put("profiles", report.profiles());
    root.put("devices", report.devices());
    report.faults().forEach(each -> append(root.withArray("faults"), each));
    report.warnings().forEach(each -> append(root.withArray("warnings"), each));
    root.withArray("faults");
    root.withArray("warnings");
    return root.toPrettyString() + "\n";
  }

  private static void append(ArrayNode to, Fault fault) {
    to.addObject()
        .put("file", fault.file())
        .put("line", fault.line())
        .put("column", fault.column())
        .put("path", fault.path())
        .put("found", fault.found())
        .put("remedy", fault.remedy());
  }
}
