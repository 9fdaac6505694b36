package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FilesChunkTest {
  private static byte[] fixture() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            FilesChunkTest.class.getResourceAsStream("/formats/state-files-v1.bin"))) {
      return in.readAllBytes();
    }
  }

  private static FilesChunk decode(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    assertThat(in.readByte()).isEqualTo(FilesChunk.KIND);
    return FilesChunk.decode(in);
  }

  @Test
  void shouldReadVersion1() throws IOException {
    FilesChunk chunk = decode(fixture());
    assertThat(chunk.entries()).isEqualTo(Map.of(0, 5L, 65535, 1234567890123L));
    assertThat(chunk.contents().get("CURRENT"))
        .isEqualTo("MANIFEST-000005\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(chunk.contents().get("MANIFEST-000005")).containsExactly(1, 2, 3);
    assertThat(chunk.kept()).isEqualTo(Map.of("000012.sst", "81e38ff5a30a4023-000012.sst"));
  }

  @Test
  void shouldWriteVersion1() throws IOException {
    FilesChunk chunk = new FilesChunk(new TreeMap<>(Map.of(0, 5L, 65535, 1234567890123L)));
    chunk.contents().put("CURRENT", "MANIFEST-000005\n".getBytes(StandardCharsets.US_ASCII));
    chunk.contents().put("MANIFEST-000005", new byte[] {1, 2, 3});
    chunk.kept().put("000012.sst", "81e38ff5a30a4023-000012.sst");
    assertThat(chunk.encode()).isEqualTo(fixture());
  }

  @Test
  void shouldRefuseAnotherVersion() throws IOException {
    byte[] bytes = fixture();
    bytes[1] = 2;
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("this release reads rocksdb, version 1");
  }

  @Test
  void shouldRefuseNamesThatLeadElsewhere() throws IOException {
    byte[] bytes = fixture();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("CURRENT")] = '/';
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("not a name of a file");
  }
}
