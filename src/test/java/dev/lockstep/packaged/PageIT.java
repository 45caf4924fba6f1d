package dev.lockstep.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page with the API in a real browser. Needs Chromium; nothing is fetched from elsewhere. */
class PageIT {
  private static final String DEVICES =
      """
      deviceList:
        - name: press-in-memory
          profileName: hydraulic-press
          protocols: { simulated: { GuardClosed: "true", PressState: "0" } }
      """;

  private Chromium chromium;
  private GatewayProcess gateway;

  @BeforeEach
  void start() throws IOException {
    chromium = new Chromium();
    Path folder = Distribution.folder("page");
    Path devices = Files.writeString(folder.resolve("devices.yaml"), DEVICES);
    Map<String, String> settings =
        Map.of(
            "lockstep.catalog.profiles",
            Distribution.home().resolve("device-profiles").toString(),
            "lockstep.catalog.devices",
            devices.toString(),
            "lockstep.opcua.pki",
            folder.resolve("pki").toString());
    gateway =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "shown", Distribution.home(), folder, FreePorts.find(1).getFirst(), settings));
    gateway.start().awaitReady();
  }

  @AfterEach
  void end() {
    if (gateway != null) {
      gateway.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void everyOperationIsShownAndCanBeTried() {
    try (Page page = chromium.page()) {
      List<String> troubles = Chromium.troubles(page, gateway.address());
      page.navigate(gateway.address() + "/q/swagger-ui");

      assertThat(page.locator(".opblock")).not().hasCount(0);
      assertThat(page.locator(".info .title")).containsText("Lockstep");
      assertThat(shown(page))
          .contains(
              "POST /api/v1/transactions/{id}/prepare",
              "POST /api/v1/transactions/{id}/commit",
              "POST /api/v1/transactions/{id}/rollback",
              "GET /api/v1/devices");

      Locator devices = operation(page, "GET", "/api/v1/devices");
      devices.locator(".opblock-summary").click();
      devices.locator("button.try-out__btn").click();
      devices.locator("button.execute").click();
      Locator answer = devices.locator(".live-responses-table .response").first();
      assertThat(answer.locator(".response-col_status")).containsText("200");
      assertThat(answer).containsText("press-in-memory");
      assertThat(answer).containsText("CONNECTED");
      keepPicture(page);
      assertThat(troubles).isEmpty();
    }
  }

  private static List<String> shown(Page page) {
    return page.locator(".opblock-summary").all().stream().map(PageIT::name).toList();
  }

  private static String name(Locator summary) {
    String path = summary.locator(".opblock-summary-path").getAttribute("data-path");
    return summary.locator(".opblock-summary-method").textContent() + " " + path;
  }

  private static Locator operation(Page page, String method, String path) {
    Locator exact = page.locator("[data-path=\"%s\"]".formatted(path));
    return page.locator(".opblock-" + method.toLowerCase(Locale.ROOT))
        .filter(new Locator.FilterOptions().setHas(exact));
  }

  /** For people who look into a failure, or want to see the page. */
  private void keepPicture(Page page) {
    Path picture = gateway.plan().home().resolveSibling("swagger-ui.png");
    page.screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
  }
}
