package dev.lockstep.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The security of a Thing (TD 1.1, 5.3.3; OPC 10101, 6.3) as keys of a device entry. A Thing
 * Description has no secrets, and often not even a user: then a device list must say more.
 *
 * @param keys of the protocol's block
 * @param missing what keeps the Thing from being a device by itself; empty where nothing does
 * @param wanted keys that a device list would have to add, with words in capitals for what only a
 *     person knows
 */
record ThingSecurity(
    Map<String, String> keys, Optional<String> missing, Map<String, String> wanted) {
  private static final String USER = "USER";
  private static final ThingSecurity NONE = new ThingSecurity(Map.of(), Optional.empty(), Map.of());
  private static final Set<String> SECRETS =
      Set.of("password", "uav:password", "privateKey", "uav:privateKey");
  private static final Map<String, String> MODES =
      Map.of(
          "none",
          "None",
          "sign",
          "Sign",
          "signandencrypt",
          "SignAndEncrypt",
          "sign_encrypt",
          "SignAndEncrypt");

  /** The security that a Thing names, after every definition was looked at. */
  static ThingSecurity read(YamlNode thing, boolean opcUa) {
    thing.at("securityDefinitions").map(YamlNode::entries).orElse(List.of()).stream()
        .map(Map.Entry::getValue)
        .forEach(ThingSecurity::refuseSecrets);
    ThingSecurity all = NONE;
    for (YamlNode name : names(thing)) {
      all = all.and(named(thing, name, opcUa, 0));
    }
    return all;
  }

  private static List<YamlNode> names(YamlNode thing) {
    Optional<YamlNode> security = thing.at("security");
    return security.isPresent() && security.get().yaml() instanceof Yaml.Sequence
        ? security.get().items("")
        : security.map(List::of).orElse(List.of());
  }

  private static void refuseSecrets(YamlNode definition) {
    for (Map.Entry<String, YamlNode> each : definition.entries()) {
      if (SECRETS.contains(each.getKey())) {
        each.getValue()
            .fault(
                "a secret in a Thing Description",
                "remove it, and put it into the file NAME.password in lockstep.secrets.folder");
      }
    }
  }

  /** The security of one name. */
  private static ThingSecurity named(YamlNode thing, YamlNode name, boolean opcUa, int depth) {
    Optional<YamlNode> definitions = thing.at("securityDefinitions");
    Optional<YamlNode> definition = definitions.flatMap(each -> name.text().flatMap(each::at));
    if (definition.isEmpty()) {
      name.fault(
          "no security definition is named " + name.described(),
          SpellingSuggestion.hint(
              name.text().orElse(""), definitions.map(YamlNode::keys).orElse(Set.of())));
      return NONE;
    }
    String scheme = definition.get().at("scheme").flatMap(YamlNode::text).orElse("");
    if (!scheme.equals("combo")) {
      return of(scheme, definition.get(), opcUa);
    }
    if (depth > 8) {
      name.fault("definitions that combine each other", "name each once");
      return NONE;
    }
    return combined(thing, definition.get(), opcUa, depth + 1);
  }

  private static ThingSecurity combined(YamlNode thing, YamlNode combo, boolean opcUa, int depth) {
    Optional<YamlNode> alternatives = combo.at("oneOf");
    if (alternatives.isPresent()) {
      List<ThingSecurity> all =
          alternatives.get().items("").stream()
              .map(each -> named(thing, each, opcUa, depth))
              .toList();
      return all.stream()
          .filter(each -> each.missing().isEmpty())
          .findFirst()
          .orElse(all.getFirst());
    }
    ThingSecurity together = NONE;
    for (YamlNode each : combo.at("allOf").map(list -> list.items("")).orElse(List.of())) {
      together = together.and(named(thing, each, opcUa, depth));
    }
    return together;
  }

  private static ThingSecurity of(String scheme, YamlNode definition, boolean opcUa) {
    return switch (scheme) {
      // The strongest that the gateway knows is tried also where none is needed.
      case "nosec", "auto" -> NONE;
      case "basic" -> userWanted(scheme);
      // OPC 10101 writes channelsec, node-wot channel-security.
      case "uav:channelsec", "uav:channel-security" -> opcUa ? channel(definition) : other(scheme);
      case "uav:authentication" -> opcUa ? authentication(definition) : other(scheme);
      default -> other(scheme);
    };
  }

  private static ThingSecurity other(String scheme) {
    return new ThingSecurity(
        Map.of(),
        Optional.of("its security scheme " + scheme + " is not known for its protocol"),
        Map.of());
  }

  private static ThingSecurity userWanted(String scheme) {
    return new ThingSecurity(
        Map.of(),
        Optional.of("its security scheme " + scheme + " wants a user"),
        Map.of("User", USER));
  }

  private static ThingSecurity channel(YamlNode definition) {
    Map<String, String> keys = new LinkedHashMap<>();
    String mode =
        word(definition, "uav:securityMode", "messageMode").map(ThingSecurity::mode).orElse("");
    String policy =
        word(definition, "uav:securityPolicy", "policy")
            .map(text -> text.substring(text.indexOf('#') + 1))
            .orElse(mode.equals("None") ? "None" : "");
    if (!policy.isEmpty()) {
      keys.put("SecurityPolicy", policy);
    }
    if (!mode.isEmpty()) {
      keys.put("SecurityMode", mode);
    }
    boolean secure =
        (mode.isEmpty() || mode.equals("SignAndEncrypt"))
            && Set.of("", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss")
                .contains(policy);
    return secure
        ? new ThingSecurity(keys, Optional.empty(), Map.of())
        : new ThingSecurity(
            keys,
            Optional.of("its channel can be read or changed on the wire"),
            Map.of("Insecure", "true"));
  }

  private static String mode(String text) {
    return MODES.getOrDefault(text.toLowerCase(Locale.ROOT), text);
  }

  private static ThingSecurity authentication(YamlNode definition) {
    String token =
        word(definition, "uav:userIdentityToken", "tokenType")
            .orElse("anonymous")
            .toLowerCase(Locale.ROOT);
    Optional<String> user = word(definition, "uav:userName", "userName");
    if (token.startsWith("anonymous")) {
      return NONE;
    }
    if (token.startsWith("user")) {
      return user.map(name -> new ThingSecurity(Map.of("User", name), Optional.empty(), Map.of()))
          .orElseGet(() -> userWanted("uav:authentication"));
    }
    return new ThingSecurity(
        Map.of(),
        Optional.of("it wants a user's " + token),
        Map.of("UserCertificate", "FILE", "UserKey", "FILE"));
  }

  private static Optional<String> word(YamlNode definition, String key, String other) {
    return definition.at(key).or(() -> definition.at(other)).flatMap(YamlNode::text);
  }

  private ThingSecurity and(ThingSecurity other) {
    Map<String, String> both = new LinkedHashMap<>(keys);
    both.putAll(other.keys);
    Map<String, String> more = new LinkedHashMap<>(wanted);
    more.putAll(other.wanted);
    return new ThingSecurity(both, missing.or(other::missing), more);
  }
}
