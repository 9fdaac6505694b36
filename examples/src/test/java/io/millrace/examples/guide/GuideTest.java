package io.millrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The code of the guide is code that runs. Each {@code java} block of a page, or each part of one
 * between lines of three dots, is a region of a source between {@code // docs:begin PAGE} and
 * {@code // docs:end}, but for white space; and no region is left over.
 */
class GuideTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern REGION =
      Pattern.compile(
          "^ *// docs:begin (\\S+)\\n(.*?)^ *// docs:end$", Pattern.MULTILINE | Pattern.DOTALL);

  /** Code of a page, as it stands there or in a source. */
  private record Code(String page, String where, String text) {
    boolean isSameAs(Code other) {
      return page.equals(other.page) && squeezed().equals(other.squeezed());
    }

    private String squeezed() {
      return text.replaceAll("\\s+", "");
    }

    String textOf() {
      return where + "\n" + text.stripTrailing();
    }
  }

  @Test
  void shouldShowCodeThatRuns() throws IOException {
    List<Code> shown = shown();
    List<Code> regions = regions();
    assertThat(shown).isNotEmpty();
    List<String> faults = new ArrayList<>();
    for (Code code : shown) {
      if (regions.stream().noneMatch(code::isSameAs)) {
        faults.add("not in any source: " + code.textOf());
      }
    }
    for (Code region : regions) {
      if (shown.stream().noneMatch(region::isSameAs)) {
        faults.add("not on page " + region.page() + ": " + region.textOf());
      }
    }
    assertThat(faults)
        .as(
            "code of the guide and code that runs differ: make them equal, or mark code for a page"
                + " by // docs:begin PAGE and // docs:end in a class that a test runs; what is no"
                + " code is no java block")
        .isEmpty();
  }

  private static List<Code> shown() throws IOException {
    List<Code> shown = new ArrayList<>();
    List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs/guide"), ".md"));
    pages.add(ROOT.resolve("README.md"));
    for (Path page : pages) {
      String text = Files.readString(page);
      String name = page.getFileName().toString().replace(".md", "");
      for (Matcher block = BLOCK.matcher(text); block.find(); ) {
        for (String part : block.group(1).split("(?m)^\\.\\.\\.$")) {
          shown.add(new Code(name, where(page, text, block.start()), part));
        }
      }
    }
    return shown;
  }

  private static List<Code> regions() throws IOException {
    List<Code> regions = new ArrayList<>();
    for (String module :
        List.of("examples/src", "functions-testkit/src/test", "sketches/src/test")) {
      for (Path source : files(ROOT.resolve(module), ".java")) {
        String text = Files.readString(source);
        for (Matcher region = REGION.matcher(text); region.find(); ) {
          String where = where(source, text, region.start());
          regions.add(new Code(region.group(1), where, region.group(2)));
        }
      }
    }
    return regions;
  }

  private static String where(Path file, String text, int at) {
    return ROOT.relativize(file) + ":" + (text.substring(0, at).lines().count() + 1);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
