package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.WrongUsageException;
import io.millrace.functions.connect.Published;
import org.junit.jupiter.api.Test;

class BindingTest {
  private final ClassLoader loader = BindingTest.class.getClassLoader();

  @Test
  void shouldFindTheConnectorOfAnAddress() {
    Binding binding = Binding.parse("--in", "claims=file:a/b.jsonl?follow=true");

    assertThat(binding.topic()).isEqualTo("claims");
    assertThat(binding.source(loader).bounded()).isFalse();
    assertThat(binding.source(loader)).hasToString("a/b.jsonl");
  }

  @Test
  void shouldTakeATopicWithoutAddressForPublished() {
    assertThat(Binding.parse("--in", "claims").source(loader)).isInstanceOf(Published.class);
  }

  @Test
  void shouldTakeSpacesInPaths() {
    assertThat(Binding.parse("--in", "t=file:my words.txt").source(loader))
        .hasToString("my words.txt");
  }

  @Test
  void shouldSayHowAnAddressIsWritten() {
    assertThatThrownBy(() -> Binding.parse("--out", "=x"))
        .isInstanceOf(WrongUsageException.class)
        .hasMessageContaining("--out TOPIC=URI");
    assertThatThrownBy(() -> Binding.parse("--out", "t=words.txt").sink(loader))
        .hasMessageContaining("[dir, file, stdout]")
        .hasMessageContaining("file:words.txt");
    assertThatThrownBy(() -> Binding.parse("--out", "t=ftp:x").sink(loader))
        .hasMessageContaining("address=ftp:x");
    assertThatThrownBy(() -> Binding.parse("--out", "t").sink(loader))
        .hasMessageContaining("--out t=URI");
  }
}
