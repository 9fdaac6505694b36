package io.millrace.cluster.scheduler.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedClassPathTest {
  @TempDir Path directory;

  private String jars(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(directory.resolve(name), name);
    }
    return List.of(names).stream()
        .map(name -> directory.resolve(name).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void shouldKeepTheOrderAndTellWhereEachIsThen() throws IOException {
    ShippedClassPath shipped = new ShippedClassPath();

    assertThat(shipped.add(jars("b-1.jar", "a-1.jar"), "lib", "code"))
        .isEqualTo("code/lib/b-1.jar:code/lib/a-1.jar");
    assertThat(shipped.add(jars("c-1.jar"), "mirror", "code")).isEqualTo("code/mirror/c-1.jar");
    assertThat(shipped.files())
        .containsOnlyKeys("lib/a-1.jar", "lib/b-1.jar", "mirror/c-1.jar")
        .containsEntry("lib/a-1.jar", directory.resolve("a-1.jar"));
  }

  @Test
  void shouldKeepFoldersOfClassesAsTheyAre() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes/some/thing"));
    Files.writeString(classes.resolve("Thing.class"), "");
    ShippedClassPath shipped = new ShippedClassPath();

    String place = shipped.add(directory.resolve("classes").toString(), "lib", "code");

    assertThat(place).isEqualTo("code/lib-classes/0");
    assertThat(shipped.files()).containsOnlyKeys("lib-classes/0/some/thing/Thing.class");
  }

  @Test
  void shouldLeaveOutWhatNoProcessOfAClusterLoads() throws IOException {
    ShippedClassPath shipped = new ShippedClassPath();

    String place =
        shipped.add(
            jars(
                "rocksdbjni-11.8.1.jar",
                "millrace-runtime-0.1.0.jar",
                "millrace-state-rocksdb-0.1.0.jar",
                "millrace-scheduler-yarn-0.1.0.jar",
                "zookeeper-jute-3.9.5.jar",
                "netty-transport-native-unix-common-4.1.130.Final.jar",
                "jmh-core-1.37.jar"),
            "lib",
            "code");

    assertThat(place)
        .isEqualTo(
            "code/lib/millrace-runtime-0.1.0.jar:code/lib/millrace-scheduler-yarn-0.1.0.jar");
    assertThat(shipped.files()).hasSize(2);
  }
}
