import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { text } from "@/text";
import { themeScript } from "@/ui/theme";
import "./globals.css";

export const metadata: Metadata = { title: text.name, description: text.tagline };
export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme="light" suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
