package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The jars that pom.xml puts in front, by their names (decision 16). A name that fits nothing any
 * more, after an update, would only make each start slower, and nobody would hear of it.
 */
class ClassPathIT {
  /** Of the class path, lockstep-run.jar itself among them. */
  private static final int QUICK_JARS = 31;

  private static final Path HOME = Distribution.home();
  private static final Path LIBRARY = HOME.resolve("lib");

  @BeforeAll
  static void jarsAreThere() {
    Distribution.requireJars("it has no class path");
  }

  /** A name, such as {@code lib/app/*.jar}, for jars below the package. */
  private record Name(String text) {
    List<Path> jars() throws IOException {
      PathMatcher fits = HOME.getFileSystem().getPathMatcher("glob:" + HOME + "/" + text);
      try (Stream<Path> all = Files.walk(LIBRARY)) {
        return all.filter(fits::matches).toList();
      }
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static List<Name> names() throws Exception {
    NodeList paths =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getElementsByTagName("path");
    List<Name> names = new ArrayList<>();
    for (int each = 0; each < paths.getLength(); each++) {
      if (paths.item(each) instanceof Element path && path.getAttribute("id").equals("first")) {
        collect(path.getElementsByTagName("fileset"), names);
      }
    }
    return names;
  }

  private static void collect(NodeList filesets, List<Name> names) {
    for (int each = 0; each < filesets.getLength(); each++) {
      Element fileset = (Element) filesets.item(each);
      String folder = fileset.getAttribute("dir").replace("${home}/", "");
      Arrays.stream(fileset.getAttribute("includes").split(","))
          .map(name -> new Name(folder + "/" + name.strip()))
          .forEach(names::add);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachNameOfTheBuildFitsOneJar(Name name) throws Exception {
    assertThat(name.jars()).hasSize(1);
  }

  @Test
  void theyAreInFrontAndNoMoreThanTheJvmIsQuickWith() throws Exception {
    List<String> wanted = new ArrayList<>();
    for (Name name : names()) {
      name.jars().forEach(jar -> wanted.add(LIBRARY.relativize(jar).toString()));
    }

    List<String> found = classPath(LIBRARY.resolve("lockstep-run.jar"));

    assertThat(found).hasSizeLessThanOrEqualTo(QUICK_JARS).endsWith("quarkus-run.jar");
    assertThat(found.subList(0, found.size() - 1)).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static List<String> classPath(Path jar) throws IOException {
    try (JarFile opened = new JarFile(jar.toFile())) {
      return List.of(opened.getManifest().getMainAttributes().getValue("Class-Path").split(" "));
    }
  }
}
