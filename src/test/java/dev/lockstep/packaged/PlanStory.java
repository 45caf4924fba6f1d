package dev.lockstep.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;

/** A person plays a plan on the page: first to see the votes, and then for real. */
record PlanStory(ShownLine line, Panel panel) {
  private static final String PLAN =
      """
      description: Another product on press and oven.
      parameters:
        - { name: Force, valueType: Float64, minimum: 0, maximum: 200, units: kN }
        - { name: Program, valueType: Uint16, minimum: 1, maximum: 40, description: of the oven }
      participants:
        - gateway: %s
          commands:
            - { device: press-120, command: SetForce, arguments: { Force: "${Force}" } }
        - gateway: %s
          commands:
            - { device: oven, command: SetProgram, arguments: { Program: "${Program}" } }
      """;

  void dryRunThenRun() throws IOException {
    Page page = panel.page();
    try (SlowGateway oven = new SlowGateway()) {
      Files.writeString(
          line.plans().resolve("changeover.yaml"), PLAN.formatted(line.address(), oven.address()));
      Files.writeString(line.plans().resolve("wrong.yaml"), "participants: []\n");
      panel.go("/dashboard/plans");
      panel.look("plans");
      panel.link("changeover").click();
      page.getByLabel("Force [kN]").fill("500");
      page.getByLabel("Program").fill("12");
      panel.button("Dry run…").click();
      assertThat(page.locator("h1")).hasText("Plan changeover"); // the browser knows the limits
      page.getByLabel("Force [kN]").fill("110");
      panel.button("Check").click();
      assertThat(page.locator("main")).containsText("Checked: nothing is against it.");
      panel.look("plan-checked");
      panel.button("Dry run…").click();
      assertThat(page.locator("main")).containsText("Force = 110");
      panel.look("plan-dry-run");
      panel.say("product B");
      panel.button("Make the dry run").click();

      assertThat(page.locator("#body")).containsText("1 of 2 voted.");
      assertThat(page.locator("#body")).containsText("votes are awaited");
      oven.vote();
      assertThat(page.locator("#body")).containsText("Everything is rolled back");
      assertThat(page.locator("#body")).containsText("would commit");
      panel.look("dry-run");

      panel.button("Run it with these values…").click();
      assertThat(page.locator("main")).containsText("Machines move");
      panel.look("plan-run");
      panel.say("product B");
      panel.button("Run it: machines move").click();
      assertThat(page.locator("#body")).containsText("1 of 2 voted");
      oven.vote();
      assertThat(page.locator("#body")).containsText("2 of 2 voted, 2 of 2 confirmed");
      assertThat(page.locator("#body")).containsText("committed");
      panel.look("coordination");
    }
  }
}
