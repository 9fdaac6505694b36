package io.millrace.scheduler.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the script in a sandbox does with a java that only prints its arguments. */
@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {
  @TempDir Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private Path sandbox;

  @BeforeEach
  void unpack() throws Exception {
    sandbox = Files.createDirectory(dir.resolve("sandbox"));
    try (InputStream in = ShippedCode.class.getResourceAsStream("start.sh")) {
      Files.copy(in, sandbox.resolve("start.sh"));
    }
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("MESOS_AGENT_ENDPOINT", "10.0.0.7:5051");
    environment.put("MILLRACE_OWN", dir.resolve("own/c").toString());
  }

  private Path java(String folder, String version) throws Exception {
    Path home = Files.createDirectories(dir.resolve(folder));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"" + folder + ": $*\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return java;
  }

  private static String home(Path java) {
    return java.getParent().getParent().toString();
  }

  /** A PATH on which no java is. */
  private Path toolsWithoutJava() throws Exception {
    Path tools = Files.createDirectory(dir.resolve("tools"));
    for (String tool : List.of("dirname", "readlink", "sed", "mkdir", "id")) {
      Path place = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin") : Path.of("/bin");
      Files.createSymbolicLink(tools.resolve(tool), place.resolve(tool));
    }
    return tools;
  }

  private int run(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "start.sh"));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(sandbox.toFile())
            .redirectOutput(sandbox.resolve("stdout").toFile())
            .redirectError(sandbox.resolve("stderr").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  @Test
  void shouldRunJavaWithTheAgentsAddressAndAPlaceOfItsOwn() throws Exception {
    environment.put("MILLRACE_JAVA_HOME", home(java("jdk", "17.0.2")));
    assertThat(run("-cp", "a b", "Main", "--name", "w1")).isZero();
    assertThat(sandbox.resolve("stderr"))
        .hasContent(
            "jdk: -Dmillrace.log=%s/stderr -Djava.io.tmpdir=%s/tmp -cp a b Main --name w1 --host 10.0.0.7"
                .formatted(sandbox.toRealPath(), sandbox.toRealPath()));
    assertThat(dir.resolve("own/c")).isDirectory();
    assertThat(sandbox.resolve("tmp")).isDirectory();
  }

  @Test
  void shouldPreferTheJavaOfTheAgentUnlessItIsTooOld() throws Exception {
    environment.put("MILLRACE_JAVA", java("ours", "17").toString());
    environment.put("JAVA_HOME", home(java("theirs", "21.0.1")));
    assertThat(run("Main")).isZero();
    assertThat(sandbox.resolve("stderr")).content().startsWith("theirs: ");
    environment.put("JAVA_HOME", home(java("old", "1.8.0_292")));
    environment.put("PATH", toolsWithoutJava().toString());
    assertThat(run("Main")).isZero();
    assertThat(sandbox.resolve("stderr")).content().startsWith("ours: ");
  }

  @Test
  void shouldSayWhichJavaItHasFoundIfNoneWillDo() throws Exception {
    Path old = java("old", "11.0.9");
    environment.put("MILLRACE_JAVA_HOME", dir.resolve("old").toString());
    assertThat(run("Main")).isEqualTo(81);
    assertThat(sandbox.resolve("stderr"))
        .content()
        .contains("no Java 17 or later on this agent", old + " (11.0.9)");
  }

  @Test
  void shouldPrintToTheClustersLogIfItsDirectoryIsHere() throws Exception {
    environment.put("MILLRACE_JAVA", java("jdk", "17").toString());
    environment.put("MILLRACE_JAVA_HOME", dir.resolve("jdk").toString());
    Path log = dir.resolve("w1.log");
    environment.put("MILLRACE_DIR", dir.toString());
    environment.put("MILLRACE_LOG", log.toString());
    assertThat(run("Main")).isZero();
    assertThat(log).content().startsWith("jdk: -Dmillrace.log=" + log);
    environment.put("MILLRACE_DIR", dir.resolve("elsewhere").toString());
    assertThat(run("Main")).isEqualTo(82);
    assertThat(sandbox.resolve("stderr")).content().contains("--dir file:/PATH");
  }

  @Test
  void shouldRefuseAPlaceThatCannotBeWritten() throws Exception {
    environment.put("MILLRACE_JAVA", java("jdk", "17").toString());
    environment.put("MILLRACE_JAVA_HOME", dir.resolve("jdk").toString());
    environment.put("MILLRACE_OWN", Files.writeString(dir.resolve("file"), "") + "/below");
    assertThat(run("Main")).isEqualTo(83);
    assertThat(sandbox.resolve("stderr")).content().contains("--agent-dir");
  }
}
