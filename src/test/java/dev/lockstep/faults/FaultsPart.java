package dev.lockstep.faults;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.TagFilter.includeTags;

import dev.lockstep.chaos.ChaosPart;
import dev.lockstep.chaos.ChaosTally;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Every fault of a machine, a network or a disk that has a test of its own, played again and again.
 * Where a test waits whether something arrives after all, it waits a whole minute here.
 */
public final class FaultsPart implements ChaosPart {
  private static final String WHOLE_MINUTE = "60";

  @Override
  public String name() {
    return "faults";
  }

  @Override
  public ChaosTally play(Occasion occasion) {
    System.setProperty("faults.quiet.seconds", WHOLE_MINUTE);
    System.setProperty("lockstep.afterwards", WHOLE_MINUTE);
    System.setProperty("lockstep.adversary.wide", "true");
    LauncherDiscoveryRequest tests =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectPackage("dev.lockstep"))
            // Those that need Quarkus' own class loader stay with the tests.
            .filters(
                includeTags("fault"),
                includeClassNamePatterns(".*Test"),
                excludeClassNamePatterns("dev\\.lockstep\\.app\\..*"))
            .build();
    Count count = new Count(occasion.say());
    long begun = System.nanoTime();
    do {
      LauncherFactory.create().execute(tests, count);
      occasion.say().accept("%d provoked".formatted(count.provoked));
    } while (System.nanoTime() - begun < occasion.time().toNanos() && count.violations.isEmpty());
    return ChaosTally.faults(count.provoked, count.violations);
  }

  /** A fault is provoked where its test ran to its end. */
  private static final class Count implements TestExecutionListener {
    private final Consumer<String> say;
    private final List<String> violations = new ArrayList<>();
    private int provoked;

    Count(Consumer<String> say) {
      this.say = say;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      say.accept("skipped: %s: %s".formatted(test.getDisplayName(), reason));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      switch (result.getStatus()) {
        case SUCCESSFUL -> provoked += test.isTest() ? 1 : 0;
        case ABORTED -> say.accept("skipped: " + told(test, result));
        case FAILED -> violations.add(told(test, result));
      }
    }

    private static String told(TestIdentifier test, TestExecutionResult result) {
      String why = result.getThrowable().map(Throwable::toString).orElse("");
      return "%s: %s".formatted(test.getLegacyReportingName() + " " + test.getUniqueId(), why);
    }
  }
}
