package dev.lockstep.catalog;

import dev.lockstep.catalog.JsonShape.Any;
import dev.lockstep.catalog.JsonShape.Depending;
import dev.lockstep.catalog.JsonShape.Flag;
import dev.lockstep.catalog.JsonShape.Later;
import dev.lockstep.catalog.JsonShape.Members;
import dev.lockstep.catalog.JsonShape.Named;
import dev.lockstep.catalog.JsonShape.Numeric;
import dev.lockstep.catalog.JsonShape.OneOrSeveral;
import dev.lockstep.catalog.JsonShape.Several;
import dev.lockstep.catalog.JsonShape.Words;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shape of a Thing Description (W3C Web of Things Thing Description 1.1, 5.3 and appendix B):
 * as strict as its JSON Schema, but says where and what.
 */
final class ThingShape {
  private static final String MODEL = "tm:ThingModel";

  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S*");
  private static final Pattern SIZES = Pattern.compile("[0-9]*x[0-9]+.*");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*");
  private static final Pattern EXTENSION = Pattern.compile(".+:.*");

  private static final JsonShape TEXT = JsonShape.text();
  private static final JsonShape TEXTS = new Named(TEXT, 0);
  private static final JsonShape COUNT =
      new Numeric(
          number -> number.signum() >= 0 && number.stripTrailingZeros().scale() <= 0,
          "a whole number from 0");
  private static final JsonShape NUMBER = new Numeric(number -> true, "a number");
  private static final JsonShape TYPES =
      new OneOrSeveral(new Words(word -> !word.equals(MODEL), "a type of a Thing"), 0);
  private static final JsonShape TIME = new Words(ThingShape::isTime, "2026-05-04T03:02:01Z");
  private static final JsonShape LINK =
      new Members(
          Map.of(
              "href", TEXT,
              "type", TEXT,
              "rel", new Words(word -> !word.equals("tm:extends"), "a relation of Things"),
              "anchor", TEXT,
              "hreflang",
                  new OneOrSeveral(
                      new Words(word -> LANGUAGE.matcher(word).matches(), "de or en-US"), 0)),
          Set.of("href"));

  private static final JsonShape SCHEMA = new Later(ThingShape::schema);
  private static final Map<String, JsonShape> SCHEMA_MEMBERS = schemaMembers();
  private static final JsonShape SCHEMAS = new Named(SCHEMA, 0);

  private ThingShape() {}

  /** Reports every difference of the file from the shape. */
  static void check(YamlNode thing) {
    thing().check(thing);
    thing.at("links").filter(each -> each.yaml() instanceof Yaml.Sequence).stream()
        .flatMap(each -> each.items("").stream())
        .forEach(ThingShape::checkIcon);
  }

  private static boolean isTime(String text) {
    try {
      var unused = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT));
      return true;
    } catch (DateTimeParseException other) {
      return false;
    }
  }

  private static JsonShape schema() {
    return new Members(SCHEMA_MEMBERS, Set.of());
  }

  private static Map<String, JsonShape> described() {
    return new HashMap<>(
        Map.of(
            "@type", TYPES,
            "title", TEXT,
            "titles", TEXTS,
            "description", TEXT,
            "descriptions", TEXTS));
  }

  private static Map<String, JsonShape> schemaMembers() {
    Map<String, JsonShape> members = described();
    members.put("writeOnly", new Flag());
    members.put("readOnly", new Flag());
    members.put("oneOf", new Several(SCHEMA, 0, false));
    members.put("unit", TEXT);
    members.put("enum", new Several(new Any(), 1, true));
    members.put("format", TEXT);
    members.put("contentEncoding", TEXT);
    members.put("contentMediaType", TEXT);
    members.put("pattern", TEXT);
    members.put(
        "type",
        JsonShape.word("boolean", "integer", "number", "string", "object", "array", "null"));
    members.put("items", new OneOrSeveral(SCHEMA, 0));
    List.of("maxItems", "minItems", "minLength", "maxLength")
        .forEach(each -> members.put(each, COUNT));
    List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        .forEach(each -> members.put(each, NUMBER));
    members.put("multipleOf", new Numeric(number -> number.signum() > 0, "a number above 0"));
    members.put("properties", new Named(SCHEMA, 0));
    members.put("required", new Several(TEXT, 0, false));
    return Map.copyOf(members);
  }

  private static JsonShape form(JsonShape operations, String... mandatory) {
    JsonShape response = new Members(Map.of("contentType", TEXT), Set.of("contentType"));
    JsonShape others =
        new Several(
            new Members(
                Map.of("contentType", TEXT, "schema", TEXT, "success", new Flag()), Set.of()),
            0,
            false);
    return new Members(
        Map.of(
            "op", operations,
            "href", TEXT,
            "contentType", TEXT,
            "contentCoding", TEXT,
            "subprotocol", TEXT,
            "security", new OneOrSeveral(TEXT, 1),
            "scopes", new OneOrSeveral(TEXT, 0),
            "response", response,
            "additionalResponses", others),
        Set.of(mandatory));
  }

  private static JsonShape operations(String... words) {
    return new OneOrSeveral(JsonShape.word(words), 1);
  }

  private static JsonShape affordance(JsonShape operations, Map<String, JsonShape> more) {
    Map<String, JsonShape> members = described();
    members.putAll(more);
    members.put("uriVariables", SCHEMAS);
    members.put("forms", new Several(form(operations, "href"), 1, false));
    return new Named(new Members(Map.copyOf(members), Set.of("forms")), 0);
  }

  private static JsonShape thing() {
    Map<String, JsonShape> members = described();
    members.put("@context", new OneOrSeveral(new Any(), 1)); // more in ThingDescription
    members.put(
        "id", new Words(word -> URI.matcher(word).matches(), "a URI such as urn:plant:press"));
    members.put("properties", properties());
    members.put(
        "actions",
        affordance(
            operations("invokeaction", "queryaction", "cancelaction"),
            Map.of(
                "input", SCHEMA,
                "output", SCHEMA,
                "safe", new Flag(),
                "idempotent", new Flag(),
                "synchronous", new Flag())));
    members.put(
        "events",
        affordance(
            operations("subscribeevent", "unsubscribeevent"),
            Map.of(
                "subscription", SCHEMA,
                "data", SCHEMA,
                "dataResponse", SCHEMA,
                "cancellation", SCHEMA)));
    members.put("version", new Members(Map.of("instance", TEXT), Set.of("instance")));
    members.put("links", new Several(LINK, 0, false));
    members.put("forms", new Several(form(all(), "href", "op"), 1, false));
    members.put("base", TEXT);
    members.put("securityDefinitions", new Named(new Depending(ThingShape::scheme), 1));
    members.put("schemaDefinitions", new Named(SCHEMA, 1));
    members.put("support", TEXT);
    members.put("created", TIME);
    members.put("modified", TIME);
    members.put("profile", new OneOrSeveral(TEXT, 1));
    members.put("security", new OneOrSeveral(TEXT, 1));
    members.put("uriVariables", SCHEMAS);
    return new Members(members, Set.of("@context", "title", "security", "securityDefinitions"));
  }

  private static JsonShape properties() {
    Map<String, JsonShape> members = new HashMap<>(SCHEMA_MEMBERS);
    members.put("observable", new Flag());
    return affordance(
        operations("readproperty", "writeproperty", "observeproperty", "unobserveproperty"),
        members);
  }

  private static JsonShape all() {
    return operations(
        "readallproperties",
        "writeallproperties",
        "readmultipleproperties",
        "writemultipleproperties",
        "observeallproperties",
        "unobserveallproperties",
        "queryallactions",
        "subscribeallevents",
        "unsubscribeallevents");
  }

  /** The shape of a security scheme, by its name. */
  private static JsonShape scheme(YamlNode node) {
    Map<String, JsonShape> members =
        new HashMap<>(
            Map.of("@type", TYPES, "description", TEXT, "descriptions", TEXTS, "proxy", TEXT));
    JsonShape place = JsonShape.word("header", "query", "body", "cookie", "auto");
    String scheme =
        node.yaml() instanceof Yaml.Mapping
            ? node.at("scheme").map(each -> String.valueOf(each.yaml().plain())).orElse("")
            : "";
    switch (scheme) {
      case "nosec" -> {}
      case "auto" -> node.at("name").ifPresent(each -> each.fault("auto has no name", "remove it"));
      case "combo" -> combo(node, members);
      case "basic", "digest", "bearer" -> {
        members.putAll(Map.of("in", place, "name", TEXT, "alg", TEXT, "format", TEXT));
        members.put("authorization", TEXT);
        members.put("qop", JsonShape.word("auth", "auth-int"));
      }
      case "apikey" -> {
        members.put("in", JsonShape.word("header", "query", "body", "cookie", "uri", "auto"));
        members.put("name", TEXT);
      }
      case "psk" -> members.put("identity", TEXT);
      case "oauth2" -> {
        List.of("authorization", "token", "refresh", "flow")
            .forEach(each -> members.put(each, TEXT));
        members.put("scopes", new OneOrSeveral(TEXT, 0));
      }
      default ->
          members.put(
              "scheme",
              new Words(
                  word -> EXTENSION.matcher(word).matches(),
                  "nosec, auto, basic, combo or another scheme of TD 1.1, or one with a prefix,"));
    }
    members.putIfAbsent("scheme", TEXT);
    return new Members(members, Set.of("scheme"));
  }

  private static void combo(YamlNode node, Map<String, JsonShape> members) {
    JsonShape names = new Several(TEXT, 2, false);
    members.put("oneOf", names);
    members.put("allOf", names);
    if (node.keys().contains("oneOf") == node.keys().contains("allOf")) {
      node.fault("combo wants oneOf or allOf", "name at least two definitions in one of them");
    }
  }

  private static void checkIcon(YamlNode link) {
    boolean icon = link.at("rel").flatMap(ThingShape::plainText).filter("icon"::equals).isPresent();
    Optional<YamlNode> sizes =
        link.entries().stream()
            .filter(each -> each.getKey().equals("sizes"))
            .map(Map.Entry::getValue)
            .findFirst();
    if (sizes.isPresent() && !icon) {
      sizes.get().fault("sizes is of icons alone", "remove it, or write rel: icon");
    }
    if (icon) {
      sizes.ifPresent(each -> new Words(word -> SIZES.matcher(word).find(), "16x16").check(each));
    }
  }

  private static Optional<String> plainText(YamlNode node) {
    return node.yaml() instanceof Yaml.Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }
}
