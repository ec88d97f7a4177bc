/** What GraphiQL shows to whoever opens it for the first time. @module */

export const schemaTour =
  `# Catalyst. Press the play button; Ctrl-Space tells what else there is.
query Overview {
  marketTime {
    now
    speed
  }
  agents {
    id
    role
    market
    reachable
    unreachableBecause
    state {
      state
      cause
      reason
      at
    }
    process {
      alive
      holder
      renewedAt
    }
    account {
      currency
      cash
      equity
    }
    reconciliation {
      at
      outcome
      note
    }
    session {
      date
      status
      startingEquity
    }
    lastCycle {
      mode
      at
      note
    }
    nextRuns(first: 3) {
      mode
      localTime
    }
    activity {
      mode
      statusMessage
    }
  }
  positions(agentId: "dev_claude", first: 10) {
    edges {
      node {
        symbol
        quantity
        status
        protection
        currency
        entryPrice
        lastPrice
        unrealizedPnl
        netPnl
      }
    }
  }
}

# Each change as it happens; choose it beside the play button.
subscription Changes {
  positionChanged(agentId: "dev_claude") {
    cursor
    at
    position {
      symbol
      quantity
      status
      realizedPnl
    }
  }
}
`;
