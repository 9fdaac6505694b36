package io.millrace.examples.nexmark;

/** Somebody registers. */
public record Person(long id, String name, String email, String city, String state, long dateTime)
    implements Event {}
