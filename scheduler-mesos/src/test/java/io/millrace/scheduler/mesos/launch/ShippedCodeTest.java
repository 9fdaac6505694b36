package io.millrace.scheduler.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ShippedCodeTest {
  @TempDir Path dir;

  private static String run(Path in, String... line) throws Exception {
    Process process =
        new ProcessBuilder(line).directory(in.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).describedAs(printed).isZero();
    return printed;
  }

  @Test
  void shouldBeUnpackedByTarAsItWas() throws Exception {
    TreeMap<String, Path> files = new TreeMap<>();
    for (int size : List.of(0, 1, 511, 512, 513, 100_000)) {
      files.put("lib/" + size, Files.write(dir.resolve("f" + size), new byte[size]));
    }
    String longName = "a".repeat(60) + "/" + "b".repeat(90);
    files.put(longName, Files.writeString(dir.resolve("long"), "content"));
    Path archive = dir.resolve("a.tar");
    try (OutputStream out = Files.newOutputStream(archive)) {
      TarArchive.write(files, out);
    }
    Path to = Files.createDirectory(dir.resolve("to"));
    run(to, "tar", "-xf", archive.toString());
    for (int size : List.of(0, 1, 511, 512, 513, 100_000)) {
      assertThat(to.resolve("lib/" + size)).hasSize(size);
    }
    assertThat(to.resolve(longName)).hasContent("content");

    TreeMap<String, Path> tooLong = new TreeMap<>();
    tooLong.put("c".repeat(101), dir.resolve("long"));
    assertThatThrownBy(() -> TarArchive.write(tooLong, new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("name too long");
  }

  @Test
  void shouldHandItOutWithItsLengthFirst() throws Exception {
    Path file = Files.write(dir.resolve("code.tar"), new byte[300_000]);
    HttpClient http = HttpClient.newHttpClient();
    try (CodeServer server = new CodeServer("127.0.0.1", file)) {
      HttpRequest.Builder request = HttpRequest.newBuilder(server.uri());
      HttpResponse<Void> head =
          http.send(
              request.copy().method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
              BodyHandlers.discarding());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(300_000);
      HttpResponse<byte[]> all = http.send(request.build(), BodyHandlers.ofByteArray());
      assertThat(all.body()).hasSize(300_000);
      HttpResponse<Void> other =
          http.send(
              HttpRequest.newBuilder(server.uri().resolve("/secret")).build(),
              BodyHandlers.discarding());
      assertThat(other.statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shouldMakeAnArchiveOnceAndDeleteThoseBefore() throws Exception {
    Path folder = dir.resolve("code");
    Files.createDirectories(folder);
    Path former = Files.writeString(folder.resolve("millrace-0.tar"), "");
    ShippedCode code = ShippedCode.in(folder, false);
    assertThat(former).doesNotExist();
    assertThat(code.archive()).exists();
    assertThat(code.apart()).isEmpty();
    assertThat(code.hasHadoopConfiguration()).isFalse();
    var made = Files.getLastModifiedTime(code.archive());
    assertThat(ShippedCode.in(folder, false)).isEqualTo(code);
    assertThat(Files.getLastModifiedTime(code.archive())).isEqualTo(made);

    Path sandbox = Files.createDirectory(dir.resolve("sandbox"));
    run(sandbox, "tar", "-xf", code.archive().toString());
    assertThat(code.classPath().split(":"))
        .allSatisfy(entry -> assertThat(sandbox.resolve(entry)).exists());
    assertThat(sandbox.resolve(ShippedCode.SCRIPT)).isRegularFile();
  }
}
