package dev.lockstep.app.start;

import dev.lockstep.app.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * Manual page of the command line, lockstep(1), in roff (man(7)). Its text is the commands' own
 * help, so that it cannot say anything else.
 */
public final class ManualPage {
  private static final int WIDTH = 76;

  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.of(
              "/etc/lockstep/application.properties",
              "The configuration; every key is shown with its default.",
              "/etc/lockstep/device-profiles, /etc/lockstep/devices.yaml",
              "Profiles of machines, and the machines themselves.",
              "/etc/lockstep/environment",
              "Variables for the service, such as JAVA_OPTS.",
              "/etc/lockstep/users",
              "Who may call; written by lockstep user --file.",
              "/var/lib/lockstep",
              "Journal, decisions, audit log and certificates."));

  private ManualPage() {}

  /** The version of these sources. */
  public static String version() {
    return Version.number();
  }

  /** The script that makes bash complete the command line. */
  public static String completion() {
    return AutoComplete.bash("lockstep", all());
  }

  /** The page. */
  public static String text() {
    CommandLine line = all();
    StringBuilder page = new StringBuilder();
    page.append(".TH LOCKSTEP 1 \"\" \"lockstep ").append(roff(version())).append("\"\n");
    page.append(".SH NAME\nlockstep \\- ");
    page.append(roff(String.join(" ", line.getCommandSpec().usageMessage().header()))).append('\n');
    page.append(".SH SYNOPSIS\n.B lockstep\n[COMMAND] [ARGUMENT...]\n.SH DESCRIPTION\n");
    help(page, line);
    page.append(".SH COMMANDS\n");
    for (CommandLine each : commands(line)) {
      page.append(".SS ").append(roff(each.getCommandSpec().qualifiedName(" "))).append('\n');
      help(page, each);
    }
    page.append(".SH FILES\n");
    FILES.forEach(
        (file, what) ->
            page.append(".TP\n.I ")
                .append(roff(file))
                .append('\n')
                .append(roff(what))
                .append('\n'));
    return page.append(".SH SEE ALSO\nThe pages in /usr/share/doc/lockstep.\n").toString();
  }

  private static CommandLine all() {
    return Lockstep.commandLine("--help");
  }

  /** Every command, each behind the one that it belongs to. */
  private static List<CommandLine> commands(CommandLine of) {
    List<CommandLine> all = new ArrayList<>();
    for (CommandLine each : of.getSubcommands().values()) {
      all.add(each);
      all.addAll(commands(each));
    }
    return all;
  }

  /** As it is shown in a terminal of 76 columns, line by line. */
  private static void help(StringBuilder page, CommandLine of) {
    of.setUsageHelpWidth(WIDTH);
    page.append(".nf\n");
    of.getUsageMessage(Help.Ansi.OFF).lines().forEach(line -> page.append(roff(line)).append('\n'));
    page.append(".fi\n");
  }

  /** Text that roff takes as it stands (groff_man_style(7)). */
  static String roff(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
