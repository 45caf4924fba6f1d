package dev.lockstep.dashboard;

import dev.lockstep.device.PrintableText;
import dev.lockstep.rest.BrowseRun;
import dev.lockstep.rest.MachineBrowser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The browse that is under way, or what came of the last one.
 *
 * @param runs none, or one
 * @param token of the form that stops it
 */
record BrowsePage(List<Run> runs, String token) {
  private static final int FILES_MAX = 1_000;
  private static final int SHOWN_MAX = 20;
  private static final int CHARACTERS_MAX = 1 << 16;
  private static final int LINE_MAX = 500;
  private static final int LINES_MAX = 120;

  /**
   * It.
   *
   * @param stopped why it was stopped; empty where it was not
   * @param failed why nothing was found; empty where something was
   * @param untrusted whether a person is to look at a certificate first
   * @param unfinished why there is more; empty where it is all
   * @param more files that are not listed
   */
  record Run(
      long number,
      String endpoint,
      String who,
      String why,
      TimeText begun,
      String looked,
      boolean over,
      String stopped,
      String failed,
      boolean untrusted,
      String unfinished,
      List<String> told,
      List<DraftText> files,
      int more) {
    Run {
      told = List.copyOf(told);
      files = List.copyOf(files);
    }
  }

  /** A file, of which as much is shown as a page has room for, or nothing. */
  record DraftText(int position, String name, String text, boolean cut) {}

  BrowsePage {
    runs = List.copyOf(runs);
  }

  static BrowsePage of(Optional<BrowseRun> last, String token, Instant now) {
    return new BrowsePage(last.map(each -> run(each, now)).stream().toList(), token);
  }

  private static Run run(BrowseRun run, Instant now) {
    Optional<BrowseRun.End> end = run.end();
    String failed = end.orElse(null) instanceof BrowseRun.End.Failed(var sentence) ? sentence : "";
    Optional<MachineBrowser.Draft> draft =
        end.orElse(null) instanceof BrowseRun.End.Drafted(var found)
            ? Optional.of(found)
            : Optional.empty();
    List<MachineBrowser.DraftFile> files = draft.map(MachineBrowser.Draft::files).orElse(List.of());
    return new Run(
        run.number(),
        line(run.wanted().endpoint()),
        run.operator().name(),
        run.operator().reason(),
        TimeText.of(run.begun(), now),
        run.looked() + (isServer(run) ? " nodes" : " topics and births"),
        run.over(),
        run.stopped().orElse(""),
        failed,
        failed.contains("--trust"),
        draft.flatMap(MachineBrowser.Draft::unfinished).map(BrowsePage::line).orElse(""),
        draft.map(MachineBrowser.Draft::told).orElse(List.of()).stream()
            .limit(LINES_MAX)
            .map(BrowsePage::line)
            .toList(),
        texts(files),
        Math.max(0, files.size() - FILES_MAX));
  }

  private static boolean isServer(BrowseRun run) {
    return run.wanted().endpoint().toLowerCase(Locale.ROOT).startsWith("opc.");
  }

  private static String line(String text) {
    return PrintableText.line(text, LINE_MAX);
  }

  /** The device list is the last file, and names all others: it is there in any case. */
  private static List<DraftText> texts(List<MachineBrowser.DraftFile> files) {
    List<DraftText> texts = new ArrayList<>();
    int last = files.size() - 1;
    for (int each = 0; each <= last; each++) {
      if (each < FILES_MAX - 1 || each == last) {
        int most = each < SHOWN_MAX - 1 || each == last ? CHARACTERS_MAX : 0;
        texts.add(text(each, files.get(each), most));
      }
    }
    return texts;
  }

  private static DraftText text(int position, MachineBrowser.DraftFile file, int most) {
    boolean cut = file.text().length() > most;
    String shown = cut ? file.text().substring(0, most) : file.text();
    return new DraftText(position, file.name(), shown, cut);
  }
}
