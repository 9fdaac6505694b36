package io.millrace.cluster.scheduler.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
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
                "millrace-runtime-0.1.0.jar",
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

  @Test
  void shouldShipNativeLibrariesOfClustersOnly() throws IOException {
    Path jar = directory.resolve("rocksdbjni-11.8.1.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name :
          List.of(
              "org/rocksdb/RocksDB.class",
              "librocksdbjni-linux64.so",
              "librocksdbjni-linux-aarch64.so",
              "librocksdbjni-linux64-musl.so",
              "librocksdbjni-osx-arm64.jnilib",
              "librocksdbjni-win64.dll")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    ShippedClassPath first = new ShippedClassPath();
    ShippedClassPath second = new ShippedClassPath();

    assertThat(first.add(jar.toString(), "lib", "code"))
        .isEqualTo("code/lib/rocksdbjni-11.8.1.jar");
    second.add(jar.toString(), "lib", "code");
    Path shipped = first.files().get("lib/rocksdbjni-11.8.1.jar");
    try (ZipFile zip = new ZipFile(shipped.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "org/rocksdb/RocksDB.class",
              "librocksdbjni-linux64.so",
              "librocksdbjni-linux-aarch64.so");
      assertThat(zip.getInputStream(zip.getEntry("librocksdbjni-linux64.so")))
          .hasContent("librocksdbjni-linux64.so");
    }
    assertThat(second.files().get("lib/rocksdbjni-11.8.1.jar"))
        .as("shipped once where nothing has changed")
        .hasSameBinaryContentAs(shipped);
  }
}
