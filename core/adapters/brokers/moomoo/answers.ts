/** Of OpenD's answers, what we read. Ids are text; numbers of 64 bits arrive as text too. @module */
import { z } from "zod";

const shares = z.int().nonnegative();

export const Login = z.object({
  connID: z.string(),
  keepAliveInterval: z.int().positive(),
});

export const WebLogin = z.object({ connID: z.string().default("0") });

const ProgramStatus = z.object({
  type: z.int(),
  strExtDesc: z.string().optional(),
});

export const GlobalState = z.object({
  qotLogined: z.boolean(),
  trdLogined: z.boolean(),
  programStatus: ProgramStatus.optional(),
});

/** The venue's clock, in seconds. */
export const ServerTime = z.object({ time: z.string() });

/** What OpenD tells of itself, by kind. */
export const Notice = z.object({
  event: z.object({ eventType: z.int(), desc: z.string() }).optional(),
  programStatus: z.object({ programStatus: ProgramStatus }).optional(),
  connectStatus: z.object({ qotLogined: z.boolean(), trdLogined: z.boolean() })
    .optional(),
  qotRight: z.object({ hkQotRight: z.int() }).optional(),
});

export const UserInfo = z.object({
  hkQotRight: z.int().default(0),
  subQuota: z.int().optional(),
});

export const Accounts = z.object({
  accList: z.array(z.object({
    trdEnv: z.int(),
    accID: z.string(),
    trdMarketAuthList: z.array(z.int()),
    simAccType: z.int().optional(),
  })),
});

export const Funds = z.object({
  funds: z.object({ cash: z.number(), currency: z.int().optional() }),
});

const Position = z.object({
  positionSide: z.int(),
  code: z.string(),
  qty: shares,
  canSellQty: shares,
  price: z.number().default(0),
  averageCostPrice: z.number().optional(),
  costPrice: z.number().optional(),
  dilutedCostPrice: z.number().optional(),
});
export type WirePosition = z.output<typeof Position>;

export const Positions = z.object({ positionList: z.array(Position) });

export const WireOrder = z.object({
  trdSide: z.int(),
  orderType: z.int(),
  orderStatus: z.int(),
  orderID: z.string(),
  code: z.string(),
  qty: shares,
  updateTime: z.string(),
  updateTimestamp: z.number().optional(),
  fillQty: shares.default(0),
  fillAvgPrice: z.number().nonnegative().default(0),
  lastErrMsg: z.string().default(""),
  remark: z.string().default(""),
});
export type WireOrder = z.output<typeof WireOrder>;

export const Orders = z.object({ orderList: z.array(WireOrder) });
export const OrderPush = z.object({ order: WireOrder });
export const PlacedOrder = z.object({ orderID: z.string() });

const Security = z.object({ market: z.int(), code: z.string() });

export const StaticInfo = z.object({
  staticInfoList: z.array(z.object({
    basic: z.object({
      security: Security,
      lotSize: z.int(),
      delisting: z.boolean().default(false),
    }),
  })),
});

export const Snapshots = z.object({
  snapshotList: z.array(z.object({
    basic: z.object({
      security: Security,
      lotSize: z.int(),
      priceSpread: z.number(),
      curPrice: z.number(),
      updateTime: z.string(),
      updateTimestamp: z.number().optional(),
    }),
  })),
});

/** What is subscribed, by whichever connection, and what still may be. */
export const Subscriptions = z.object({
  remainQuota: z.int(),
  connSubInfoList: z.array(z.object({
    subInfoList: z.array(z.object({
      subType: z.int(),
      securityList: z.array(Security),
    })),
  })),
});

export const TradeDates = z.object({
  tradeDateList: z.array(z.object({
    time: z.string(),
    tradeDateType: z.int().default(0),
  })),
});

export const KLine = z.object({
  time: z.string(),
  timestamp: z.number().optional(),
  isBlank: z.boolean(),
  openPrice: z.number().optional(),
  highPrice: z.number().optional(),
  lowPrice: z.number().optional(),
  closePrice: z.number().optional(),
  volume: z.string().optional(),
});
export type KLine = z.output<typeof KLine>;

export const KLinePush = z.object({
  klType: z.int(),
  security: Security,
  klList: z.array(KLine),
});

export const KLines = z.object({
  klList: z.array(KLine),
  nextReqKey: z.instanceof(Uint8Array).optional(),
});
