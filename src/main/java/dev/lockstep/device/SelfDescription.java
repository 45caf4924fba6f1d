package dev.lockstep.device;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a machine's server says that it has (EdgeX device discovery): the material of a profile.
 *
 * @param resources that can be read or written
 * @param methods that can be called
 * @param omissions what a profile cannot hold, or could not be read
 * @param unfinished why there is more than this, with what would go on; empty where it is all
 * @param models that parts of it follow
 * @param rest what a later browse needs to go on; empty where it is all, or cannot go on
 */
public record SelfDescription(
    List<Found> resources,
    List<Method> methods,
    List<Omission> omissions,
    Optional<String> unfinished,
    List<CompanionModel> models,
    Optional<String> rest) {

  public SelfDescription {
    resources = List.copyOf(resources);
    methods = List.copyOf(methods);
    omissions = List.copyOf(omissions);
    models = List.copyOf(models);
  }

  /** Of a machine that follows no model. */
  public SelfDescription(
      List<Found> resources,
      List<Method> methods,
      List<Omission> omissions,
      Optional<String> unfinished) {
    this(resources, methods, omissions, unfinished, List.of(), Optional.empty());
  }

  /**
   * A value of the machine.
   *
   * @param path names from the node that was browsed down to this one; not empty
   * @param description in the machine's own words; may be empty
   * @param shape what values it takes
   * @param access what the machine allows this user
   * @param attributes its address, as a profile gives it to the driver
   * @param remarks for the person who reads the profile, one sentence each
   */
  public record Found(
      List<String> path,
      String description,
      Shape shape,
      Access access,
      Map<String, Object> attributes,
      List<String> remarks) {
    public Found {
      path = List.copyOf(path);
      attributes = Map.copyOf(attributes);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * What values a resource or an argument takes.
   *
   * @param limits as the machine says them
   * @param units of the value, for people; may be empty
   * @param words the numbers that have a meaning, with their names; empty where any number has
   */
  public record Shape(
      ValueType type, Resource.Limits limits, String units, SortedMap<Long, String> words) {
    public Shape {
      words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
    }

    /** Of this type, and nothing else is known. */
    public static Shape of(ValueType type) {
      return new Shape(type, Resource.Limits.NONE, "", new TreeMap<>());
    }
  }

  /**
   * A method.
   *
   * @param path as of a resource
   * @param attributes its address, without the inputs
   * @param inputs in their order
   * @param outputs in their order, for people
   */
  public record Method(
      List<String> path,
      String description,
      Map<String, Object> attributes,
      List<Argument> inputs,
      List<String> outputs,
      List<String> remarks) {
    public Method {
      path = List.copyOf(path);
      attributes = Map.copyOf(attributes);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      remarks = List.copyOf(remarks);
    }
  }

  /** An input of a method. */
  public record Argument(String name, String description, Shape shape) {}

  /**
   * What was left out.
   *
   * @param path as of a resource
   * @param why a sentence without its subject
   */
  public record Omission(List<String> path, String why) {
    public Omission {
      path = List.copyOf(path);
    }
  }
}
