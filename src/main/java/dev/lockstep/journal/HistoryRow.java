package dev.lockstep.journal;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A line of history. */
@Entity
@Immutable
@Table(name = "history")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class HistoryRow extends PanacheEntityBase {
  @Id Long line;

  @ManyToOne
  @JoinColumn(name = "position")
  TransactionHead transaction;

  @Column(name = "wall_second")
  long wallSecond;

  @Column(name = "wall_nano")
  int wallNano;

  long ticks;

  @ManyToOne
  @JoinColumn(name = "run")
  RunRow run;

  String event;

  @Column(name = "from_code")
  int fromCode;

  @Column(name = "to_code")
  int toCode;

  String who;

  String principal;

  String address;

  String detail;

  int checksum;

  HistoryLine stored() {
    return new HistoryLine(
        wallSecond,
        wallNano,
        ticks,
        run.name,
        event,
        fromCode,
        toCode,
        who,
        principal,
        address,
        detail,
        checksum);
  }
}
