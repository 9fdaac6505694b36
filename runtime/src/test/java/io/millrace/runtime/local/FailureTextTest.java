package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void shouldSayWhatIsTheMatterWithAFile() {
    assertThat(FailureText.of(new AccessDeniedException("in.txt")))
        .isEqualTo("access denied: file=in.txt; give the user of this process the permission");
    assertThat(FailureText.of(new NoSuchFileException("in.txt")))
        .isEqualTo("no such file: file=in.txt");
    assertThat(FailureText.of(new DirectoryNotEmptyException("out")))
        .contains("DirectoryNotEmpty", "out");
  }

  @Test
  void shouldKeepAMessageThatSaysSomething() {
    assertThat(FailureText.of(new IOException("it is on fire"))).isEqualTo("it is on fire");
    assertThat(FailureText.of(new FileSystemException("a", null, "No space left on device")))
        .isEqualTo("a: No space left on device");
    assertThat(FailureText.of(new NoSuchFileException("a", null, "input not found; create it")))
        .isEqualTo("a: input not found; create it");
    assertThat(FailureText.of(new IllegalStateException())).contains("IllegalStateException");
  }
}
