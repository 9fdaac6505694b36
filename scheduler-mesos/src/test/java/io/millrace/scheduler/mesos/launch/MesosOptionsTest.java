package io.millrace.scheduler.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.LaunchOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MesosOptionsTest {
  @TempDir Path dir;

  private static LaunchOptions given(String... options) {
    Map<String, List<String>> values = new java.util.LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      values.merge(
          options[i],
          List.of(options[i + 1]),
          (some, more) -> java.util.stream.Stream.of(some, more).flatMap(List::stream).toList());
    }
    return new LaunchOptions(values);
  }

  @Test
  void shouldGoOnWithWhatWasGivenBefore() {
    ClusterDirectory directory = new ClusterDirectory(dir);
    assertThat(MesosOptions.read(directory)).isEmpty();
    MesosOptions first =
        MesosOptions.of(
            given(
                "--master",
                "http://a:5050,https://b",
                "--constraint",
                "rack=r1",
                "--constraint",
                "hostname=h.*"),
            Optional.empty());
    first.write(directory);
    assertThat(MesosOptions.read(directory)).contains(first);
    MesosOptions later =
        MesosOptions.of(given("--role", "prod/streams"), MesosOptions.read(directory));
    assertThat(later.masters()).containsExactly("http://a:5050", "https://b");
    assertThat(later.constraints()).containsExactly("rack=r1", "hostname=h.*");
    assertThat(later.role()).isEqualTo("prod/streams");
  }

  @Test
  void shouldTellAllFaultsAtOnce() {
    assertThatThrownBy(() -> MesosOptions.of(LaunchOptions.none(), Optional.empty()))
        .hasMessage(
            "--on mesos needs a master: write --master http://HOST:5050, or zk://HOST:2181/mesos");
    LaunchOptions wrong =
        given(
            "--master",
            "ftp://a",
            "--constraint",
            "rack",
            "--principal",
            "me",
            "--role",
            "a b",
            "--java-home",
            "jdk");
    assertThatThrownBy(() -> MesosOptions.of(wrong, Optional.empty()))
        .hasMessageContainingAll(
            "address of a master: ftp://a",
            "constraint: rack",
            "--principal and --secret-file go together",
            "--role a b",
            "absolute path");
    LaunchOptions noSecret =
        given("--master", "http://a", "--principal", "me", "--secret-file", "/nowhere");
    assertThatThrownBy(() -> MesosOptions.of(noSecret, Optional.empty()))
        .hasMessageContaining("secret of the principal cannot be read: file=/nowhere");
  }

  @Test
  void shouldReadTheFixtureOfVersionOne() throws Exception {
    String fixture =
        new String(
            getClass().getResourceAsStream("/formats/mesos-options-v1.json").readAllBytes(),
            StandardCharsets.UTF_8);
    Files.writeString(dir.resolve("mesos-options.json"), fixture);
    ClusterDirectory directory = new ClusterDirectory(dir);
    MesosOptions options = MesosOptions.read(directory).orElseThrow();
    assertThat(options.role()).isEqualTo("prod");
    options.write(directory);
    assertThat(dir.resolve("mesos-options.json")).hasContent(fixture.strip());
  }

  @Test
  void shouldKeepClustersOfOneNameApartOnAgents() {
    MesosOptions options = MesosOptions.of(given("--master", "http://a"), Optional.empty());
    ClusterSettings cluster = new ClusterSettings("shop", "mesos", 2, 512, false, null);
    Path one = options.own(ClusterDirectory.at("file:" + dir + "/a/shop", null), cluster);
    Path other = options.own(ClusterDirectory.at("file:" + dir + "/b/shop", null), cluster);
    assertThat(one.getFileName().toString()).startsWith("shop-");
    assertThat(one).isNotEqualTo(other);
    assertThat(one.getParent()).isEqualTo(other.getParent());
  }
}
