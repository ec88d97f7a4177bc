/** Of OpenD's answers, what we read. Ids are text; numbers of 64 bits arrive as text too. @module */
import { z } from "zod";

const shares = z.int().nonnegative();

export const Login = z.object({
  connID: z.string(),
  keepAliveInterval: z.int().positive(),
});

export const GlobalState = z.object({
  qotLogined: z.boolean(),
  trdLogined: z.boolean(),
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

export const Positions = z.object({
  positionList: z.array(z.object({
    positionSide: z.int(),
    code: z.string(),
    qty: shares,
  })),
});

export const WireOrder = z.object({
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
export const Placed = z.object({ orderID: z.string() });

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
