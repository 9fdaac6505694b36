package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.TestJar;
import io.millrace.cli.samples.WordCount;
import io.millrace.cli.samples.WordsApp;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.functions.Application;
import io.millrace.functions.StreamFunction;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildFirstClassLoaderTest {
  @TempDir Path dir;

  @Test
  void shouldPreferTheJarButShareTheTypesOfTheApi() throws Exception {
    // the jar brings a class of the API along, as a fat jar would
    Path jar =
        TestJar.of(dir.resolve("fat.jar"), WordCount.class, WordsApp.class, StreamFunction.class);
    try (ApplicationJar opened = ApplicationJar.open(jar)) {
      Class<?> own = opened.loader().loadClass(WordCount.class.getName());

      assertThat(own).isNotSameAs(WordCount.class);
      assertThat(own.getClassLoader()).isSameAs(opened.loader());
      assertThat(StreamFunction.class).isAssignableFrom(own);
      assertThat(opened.loader().loadClass(Application.class.getName()))
          .isSameAs(Application.class);
      assertThat(
              opened.loader().getResource(WordCount.class.getName().replace('.', '/') + ".class"))
          .asString()
          .endsWith("fat.jar!/io/millrace/cli/samples/WordCount.class");
    }
  }

  @Test
  void shouldHashTheWholeJar() {
    Path one = TestJar.of(dir.resolve("one.jar"), WordCount.class);
    Path other = TestJar.of(dir.resolve("other.jar"), WordCount.class, WordsApp.class);
    try (ApplicationJar first = ApplicationJar.open(one);
        ApplicationJar second = ApplicationJar.open(other)) {
      assertThat(first.hash()).hasSize(64).isNotEqualTo(second.hash());
    }
  }
}
