package dev.lockstep.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Modules of the JDK that the jars of a package name anywhere in their classes: what jdeps finds,
 * which takes no class path with modules and other jars in it.
 */
final class WantedModules {
  /** In constant pools: names of classes, and descriptors with them. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:^|[L\\[(;)])((?:javax?|jdk|sun|com/sun|org/w3c|org/xml|org/ietf)/[\\w/]+)/\\w");

  private static final Map<String, String> MODULES = modules();

  private WantedModules() {}

  private static Map<String, String> modules() {
    Map<String, String> modules = new HashMap<>();
    for (ModuleReference each : ModuleFinder.ofSystem().findAll()) {
      String name = each.descriptor().name();
      each.descriptor().packages().forEach(inside -> modules.put(inside.replace('.', '/'), name));
    }
    return modules;
  }

  /** Module to the jars that name it. */
  static Map<String, Set<String>> of(Path library) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> files = Files.walk(library)) {
      files.filter(each -> each.toString().endsWith(".jar")).forEach(jars::add);
    }
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (Path jar : jars) {
      try (ZipFile opened = new ZipFile(jar.toFile())) {
        for (Enumeration<? extends ZipEntry> all = opened.entries(); all.hasMoreElements(); ) {
          ZipEntry each = all.nextElement();
          if (each.getName().endsWith(".class") && !each.getName().endsWith("module-info.class")) {
            try (InputStream content = opened.getInputStream(each)) {
              for (String module : named(ClassFile.of().parse(content.readAllBytes()))) {
                wanted
                    .computeIfAbsent(module, none -> new TreeSet<>())
                    .add(jar.getFileName().toString());
              }
            }
          }
        }
      }
    }
    return wanted;
  }

  private static Set<String> named(ClassModel type) {
    Set<String> found = new TreeSet<>();
    for (PoolEntry each : type.constantPool()) {
      if (each instanceof Utf8Entry text) {
        Matcher names = NAMED.matcher(text.stringValue());
        while (names.find()) {
          String module = MODULES.get(names.group(1));
          if (module != null) {
            found.add(module);
          }
        }
      }
    }
    return found;
  }
}
