package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Access;
import dev.lockstep.device.DeviceCommand.Operation;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Resource.Misfit;
import dev.lockstep.device.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a command: the values that one argument may have.
 *
 * @param name of the argument
 * @param defaultValue used where the request has no argument
 * @param words that the profile maps to values
 * @param schema what else bounds the value
 */
record Parameter(
    Resource resource,
    String name,
    Optional<Value> defaultValue,
    Map<String, Value> words,
    Optional<DataSchema> schema) {

  static Parameter of(Operation operation, KnownResource known) {
    Optional<ArgumentForm> form = known.argument();
    Map<String, Value> words = words(operation.mappings(), known.resource());
    return new Parameter(
        known.resource(),
        form.map(ArgumentForm::name).orElse(known.resource().name().value()),
        operation.defaultValue().or(() -> ofInput(known)),
        words.isEmpty() ? form.map(ArgumentForm::words).orElse(words) : words,
        form.map(ArgumentForm::schema));
  }

  /** The default of an action's input: that of what can be read is no argument. */
  private static Optional<Value> ofInput(KnownResource known) {
    return known.argument().isPresent() && known.resource().access() == Access.WRITE
        ? known.defaultValue()
        : Optional.empty();
  }

  /** The values by their words, without words whose value does not fit the resource. */
  static Map<String, Value> words(Map<String, String> mappings, Resource resource) {
    Map<String, Value> words = new LinkedHashMap<>();
    mappings.forEach(
        (word, raw) -> {
          Yaml text = new Yaml.Scalar(SourceLocation.start(""), raw, Yaml.Kind.TEXT);
          if (ResourceReader.fitted(resource, text) instanceof Coerced.To(Value value)) {
            words.put(word, value);
          }
        });
    return words;
  }

  static Parameter of(KnownResource known, Optional<Value> defaultValue) {
    Optional<ArgumentForm> form = known.argument();
    return new Parameter(
        known.resource(),
        form.map(ArgumentForm::name).orElse(known.resource().name().value()),
        defaultValue,
        form.map(ArgumentForm::words).orElse(Map.of()),
        form.map(ArgumentForm::schema));
  }

  /** The argument as a value that fits the resource. */
  Coerced take(@Nullable Object argument) {
    if (argument instanceof String word && words.containsKey(word)) {
      return new Coerced.To(words.get(word));
    }
    Coerced coerced = Coercion.of(resource.type(), argument);
    if (coerced instanceof Coerced.To(Value value)) {
      Optional<Misfit> misfit =
          resource.misfit(value).or(() -> schema.flatMap(each -> each.misfit(value)));
      return misfit.isPresent() ? new Coerced.Not(misfit.get()) : coerced;
    }
    if (coerced instanceof Coerced.Not(Misfit misfit) && !words.isEmpty()) {
      String detail = misfit.detail() + "; words: " + SpellingSuggestion.listed(words.keySet());
      return new Coerced.Not(new Misfit(misfit.code(), detail));
    }
    return coerced;
  }
}
